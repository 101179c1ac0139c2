/** English texts of users and tokens. */

export const users = {} as const;
