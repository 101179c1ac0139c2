/** The `Range` header of a download: what a video player asks for. */

export type Range = { start: number; end: number };

/**
 * The one range asked for in `header`, both ends included; `all` when there is none or it is of a kind that may be
 * ignored (several ranges, other units); `none` when it lies outside (416).
 */
export function parseRange(header: string | undefined, size: number): Range | 'all' | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'all';
  const [, from, to] = match as unknown as [string, string, string];
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start < size && start <= end ? { start, end } : 'none';
}
