/** English texts of schedules and the cron editor. */

export const schedules = {} as const;
