/** English texts of launch conditions. */

export const conditions = {} as const;
