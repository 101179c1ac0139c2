/** How a write over HTTP says that it may arrive twice: a header with a key of the sender's own (S10). */

/** With the same key the same request has its effect once; a repetition gets the first answer. Kept for seven days. */
export const REPEAT_HEADER = 'idempotency-key';
export const REPEAT_KEY = /^[A-Za-z0-9._-]{8,100}$/;
