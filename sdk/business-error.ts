/** The script's own word for "the data is wrong, trying again is useless" (Q21, S15). */

/**
 * Thrown inside `each`: the resource goes to `error` at once. Thrown out of the script: the run ends as
 * `business-error`.
 * The message is what people read; write it for them.
 */
export class BusinessError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BusinessError';
  }
}

/** Also true for an error of another copy of this package (J5: the one that the package brings). */
export const isBusinessError = (error: unknown): boolean => error instanceof Error && error.name === 'BusinessError';
