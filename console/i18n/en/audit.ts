/** English texts of the audit log. */

export const audit = {} as const;
