/**
 * Whether the disk of the data folder has room (P15): looked at every few seconds and after whatever did not fit. Says who
 * may still write, gives the reserve back when nothing else is left, and has evidence make room before that.
 */
import { statfsSync } from 'node:fs';
import type { WriteVerb } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import type { DiskState, DiskView } from '../protocol/shapes-disk.ts';
import type { Clock } from './clock.ts';
import type { Limits, Timers } from './config.ts';
import type { Core } from './core.ts';
import { hasRoomFor } from './domain/room.ts';
import { Reserve, reserveBytes } from './reserve.ts';

/** Of the whole disk: `lowDiskBytes` never asks for more of a small one. */
const LOW_SHARE = 0.05;
/** Below this part of what is low there is nothing left; the reserve is not counted. */
const FULL_SHARE = 1 / 8;
/** It is low until there is so much more than what is low: one file more or less changes nothing. */
const MORE = 1.1;
/** Evidence makes room below so many times of what is low, so that nothing else need ever wait for it. */
const TIGHT = 2;
/** ms for which a disk counts as full after something did not fit, whatever it says of itself: quotas do not show. */
const FULL_FOR_MS = 10_000;
/** ms after which those who were refused ask again. */
export const RETRY_MS = 5_000;

export interface DiskOptions {
  data: string;
  clock: Clock;
  limits: Readonly<Limits>;
  timers: Timers;
  log: Core['log'];
}

export class Disk {
  readonly #options: DiskOptions;
  readonly #reserve: Reserve;
  #view: DiskView = { state: 'ok', freeBytes: 0, totalBytes: 0, lowBytes: 0 };
  #fullUntil = Number.NEGATIVE_INFINITY;
  #started = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Its state changed. */
  onChange: (before: DiskState) => void = () => {};
  /** So many bytes of evidence should go. */
  onTight: (bytes: number, state: DiskState) => void = () => {};

  constructor(options: DiskOptions) {
    this.#options = options;
    this.#reserve = new Reserve(options.data);
  }

  /** What was found at the last look. */
  get view(): Readonly<DiskView> {
    return this.#view;
  }

  /** Before anybody is served. */
  start(): void {
    this.#started = this.#options.clock.monotonic();
    this.look();
    this.#timer = setInterval(() => this.look(), this.#options.timers.diskLookMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Something did not fit. */
  didNotFit(): void {
    this.#fullUntil = this.#options.clock.monotonic() + FULL_FOR_MS;
    this.look();
  }

  /** Why this may not be written now; `undefined`: it may. */
  refusal(verb: WriteVerb): GantryError | undefined {
    const { state } = this.#view;
    return hasRoomFor(verb, state) ? undefined : refused(this.#view);
  }

  /** Throws what `refusal` says, before the bytes are taken in. */
  admit(verb: WriteVerb): void {
    const error = this.refusal(verb);
    if (error) throw error;
  }

  look(): void {
    const { limits, clock, timers } = this.#options;
    const measured = this.#measure();
    if (!measured) return;
    const { freeBytes, totalBytes } = measured;
    const lowBytes = Math.floor(Math.min(limits.lowDiskBytes, totalBytes * LOW_SHARE));
    const kept = reserveBytes(totalBytes);
    const left = this.#reserve.held ? freeBytes : freeBytes - kept;
    const state = clock.monotonic() < this.#fullUntil ? 'full' : this.#judge(left, lowBytes);
    if (state === 'full') this.#reserve.giveBack();
    else if (state !== 'low' && !this.#reserve.held && this.#upForMs() >= timers.reserveAfterMs)
      this.#keepReserve(kept);
    this.#found({ state, freeBytes, totalBytes, lowBytes });
    if (state !== 'ok') this.onTight(Math.max(0, TIGHT * lowBytes - left), state);
  }

  /** `undefined`: the folder cannot be asked, for the moment; what was found last goes on to count. */
  #measure(): { freeBytes: number; totalBytes: number } | undefined {
    const { data, log } = this.#options;
    try {
      const { bavail, blocks, bsize } = statfsSync(data);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch (error) {
      log.error({ err: error }, 'the free space of the data folder’s disk cannot be told');
      return undefined;
    }
  }

  #upForMs(): number {
    return this.#options.clock.monotonic() - this.#started;
  }

  #judge(left: number, low: number): DiskState {
    const { state } = this.#view;
    const more = state === 'low' || state === 'full' ? MORE : 1;
    if (left < low * FULL_SHARE * (state === 'full' ? MORE : 1)) return 'full';
    if (left < low * more) return 'low';
    return left < TIGHT * low ? 'tight' : 'ok';
  }

  #keepReserve(bytes: number): void {
    this.#reserve.take(bytes).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'no reserve could be kept on the disk; it is tried again');
    });
  }

  #found(found: Omit<DiskView, 'says'>): void {
    const before = this.#view.state;
    const says = saysOf(found);
    this.#view = { ...found, ...(says === undefined ? {} : { says }) };
    if (found.state === before) return;
    const { log } = this.#options;
    const { freeBytes, state } = found;
    if (state === 'ok') log.info({ freeBytes, before }, 'the disk has room again');
    else if (state === 'tight') log.warn({ freeBytes, before }, 'the disk gets full: old evidence is deleted');
    else if (state === 'low') log.error({ freeBytes, before }, 'the disk is nearly full: nothing new is taken');
    else log.error({ freeBytes, before }, 'the disk is full: only what ends, lets go or deletes is done');
    this.onChange(before);
  }
}

const inMib = (bytes: number) => `${Math.floor(bytes / 1024 ** 2)} MiB`;
const WAY_OUT = 'free some space on the disk of its data folder, or let evidence be kept for less long (settings)';

function saysOf({ state, freeBytes, totalBytes }: Omit<DiskView, 'says'>): string | undefined {
  const free = `${inMib(freeBytes)} of ${inMib(totalBytes)} are free`;
  if (state === 'tight')
    return `The coordinator’s disk gets full (${free}): the oldest evidence is deleted, videos first.`;
  if (state === 'low')
    return `The coordinator’s disk is nearly full (${free}): nothing new is taken, what runs goes on. Do this: ${WAY_OUT}.`;
  if (state === 'full')
    return `The coordinator’s disk is full (${free}): only what ends, lets go or deletes is done. Do this: ${WAY_OUT}.`;
  return undefined;
}

function refused({ state, freeBytes }: Readonly<DiskView>): GantryError {
  const what =
    state === 'low' ? 'nearly full: nothing new is taken' : 'full: only what ends, lets go or deletes is done';
  return new GantryError(
    'Unavailable',
    `the coordinator's disk is ${what} (${inMib(freeBytes)} are free). Nothing was kept; ${WAY_OUT}, and ask again`,
    { retryInMs: RETRY_MS },
  );
}
