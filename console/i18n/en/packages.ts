/** English texts of packages. */

export const packages = {} as const;
