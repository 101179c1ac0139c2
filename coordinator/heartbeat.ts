/** Pings every connection and ends the silent ones (P5). One timer for all: ten thousand idle sockets stay cheap. */
import { randomInt } from 'node:crypto';
import { say } from '../protocol/sentence.ts';
import { systemClock } from './clock.ts';
import type { Timers } from './config.ts';
import type { Connection } from './connection.ts';

export class Heartbeat {
  readonly #connections = new Set<Connection>();
  readonly #timers: Pick<Timers, 'pingMs' | 'silentMs'>;
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  constructor(timers: Pick<Timers, 'pingMs' | 'silentMs'>) {
    this.#timers = timers;
  }

  start(): void {
    const everyMs = Math.max(5, Math.min(this.#timers.pingMs, this.#timers.silentMs) / 5);
    this.#lastTick = systemClock.monotonic();
    this.#timer = setInterval(() => this.#tick(everyMs), everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  add(connection: Connection): void {
    connection.nextPing = systemClock.monotonic() + this.#jittered();
    this.#connections.add(connection);
  }

  remove(connection: Connection): void {
    this.#connections.delete(connection);
  }

  #tick(everyMs: number): void {
    const now = systemClock.monotonic();
    const stall = now - this.#lastTick - everyMs;
    this.#lastTick = now;
    for (const connection of this.#connections) {
      if (stall > everyMs) connection.lastHeard += stall; // we did not listen: that counts against nobody
      if (connection.silence(now) > this.#timers.silentMs)
        connection.terminate(say`silent for ${{ seconds: this.#timers.silentMs / 1000 }} s`);
      else if (now >= connection.nextPing) {
        connection.nextPing = now + this.#jittered();
        connection.ping();
      }
    }
  }

  /** ± 10 %, so that a thousand connections made at once do not beat at once. */
  #jittered(): number {
    return (this.#timers.pingMs * randomInt(900, 1_101)) / 1_000;
  }
}
