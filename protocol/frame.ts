/** What travels: requests, replies, notices; and how one frame carries one message or an array of them (P1). */
import type { WireError } from './errors.ts';

/** `id` is the sender's request number, unique per client; a repeated request carries the same one (S10). */
export interface Request {
  id: number;
  verb: string;
  params: unknown;
}
export type Reply = { re: number; ok: unknown } | { re: number; err: WireError };
/** One-way: offers, cancels, live changes. */
export interface Notice {
  verb: string;
  params: unknown;
}
export type Message = Request | Reply | Notice;

export const isRequest = (m: unknown): m is Request =>
  isObject(m) && typeof m.id === 'number' && Number.isSafeInteger(m.id) && typeof m.verb === 'string';
export const isReply = (m: unknown): m is Reply => isObject(m) && typeof m.re === 'number' && ('ok' in m || 'err' in m);
export const isNotice = (m: unknown): m is Notice => isObject(m) && !('id' in m) && typeof m.verb === 'string';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Messages in a frame's text, or undefined when it is not JSON or not a message at all. */
export function decodeFrame(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return undefined; // the caller closes the connection and says why: a peer that sends no JSON is not one of ours
  }
}

/**
 * Packs encoded messages into as few frames as fit `limitBytes` of UTF-8; a single larger message gets a frame of its own.
 */
export function packFrames(encoded: readonly string[], limitBytes: number): string[] {
  if (encoded.length === 1) return [encoded[0]!];
  let units = 2;
  for (const text of encoded) units += text.length + 1;
  return units * UNIT_BYTES <= limitBytes ? [`[${encoded.join(',')}]`] : countedFrames(encoded, limitBytes);
}

/** UTF-8 bytes of one UTF-16 unit at most: a text that fits so needs no counting. */
const UNIT_BYTES = 3;

/** Does the text fit `limitBytes` of UTF-8? */
export const fits = (text: string, limitBytes: number): boolean =>
  text.length * UNIT_BYTES <= limitBytes || utf8Bytes(text) <= limitBytes;

function countedFrames(encoded: readonly string[], limitBytes: number): string[] {
  const frames: string[] = [];
  let open: string[] = [];
  let size = 2;
  const flush = () => {
    if (open.length > 0) frames.push(open.length === 1 ? open[0]! : `[${open.join(',')}]`);
    open = [];
    size = 2;
  };
  for (const text of encoded) {
    const bytes = utf8Bytes(text) + 1;
    if (size + bytes > limitBytes) flush();
    open.push(text);
    size += bytes;
  }
  flush();
  return frames;
}

/** Bytes of a text in UTF-8, without Buffer or TextEncoder: this file runs in Node, browsers and workers alike. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && !(unit >= 0xd800 && unit <= 0xdfff) ? 2 : 1;
  }
  return bytes;
}
