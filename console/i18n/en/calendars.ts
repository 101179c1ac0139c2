/** English texts of calendars. */

export const calendars = {} as const;
