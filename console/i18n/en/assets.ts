/** English texts of assets. */

export const assets = {} as const;
