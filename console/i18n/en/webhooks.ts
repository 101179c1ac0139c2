/** English texts of webhooks. */

export const webhooks = {} as const;
