/** English texts of deployments. */

export const deployments = {} as const;
