/** The protocol's version: both sides speak N and N-1 (P12). Within one version only additions. */

export const PROTOCOL_VERSION = 1;
export const OLDEST_SPOKEN = 1;

export function speaks(version: number): boolean {
  return version >= OLDEST_SPOKEN && version <= PROTOCOL_VERSION;
}

/** Largest WebSocket frame that the coordinator accepts (P1). Larger requests go over HTTP (`/api/v1/rpc`). */
export const MAX_FRAME_BYTES = 1024 * 1024;
/** Bytes of one live picture (E13), which travels over HTTP. */
export const MAX_PICTURE_BYTES = 1024 * 1024;
/** Requests of a connection that may be open at once; beyond it the answer is `TooMany` (P11). Waits count. */
export const MAX_OPEN_REQUESTS = 2_000;
/** Resources that one `resource.getMany` can take; `all` beyond it is refused with words. */
export const MAX_TAKEN = 1_000;
/** Resources that one `resource.markProcessedMany` can name. */
export const MAX_MARKED = 1_000;
