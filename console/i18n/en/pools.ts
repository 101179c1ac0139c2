/** English texts of pools. */

export const pools = {} as const;
