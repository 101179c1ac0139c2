/** What a script says of its own work (S5): log, steps, screenshots, files, progress, output. */
import { basename, resolve } from 'node:path';
import { inspect } from 'node:util';
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import { utf8Bytes } from '../protocol/frame.ts';
import type { Level, Listener } from './local-entries.ts';

export type Fields = Record<string, unknown>;
type LogLine = (text: string, fields?: Fields) => void;
export type Log = Readonly<Record<Level, LogLine>>;

const MAX_OUTPUT_BYTES = 1024 * 1024;
const MAX_STEP_NAME = 500;
const MAX_LABEL = 500;
const MAX_STEP_ERROR = 10_000;

export class Report {
  readonly #listener: () => Listener;
  readonly log: Log;
  /** Errors that have their screenshot: an error that leaves several steps gets one. */
  readonly #pictured = new WeakSet<object>();
  #steps = 0;
  /** Nested and parallel private spans: the first switches the recording off, the last on again. */
  #privates = 0;
  #privateOn: Promise<unknown> = Promise.resolve();
  readonly #watchers: ((on: boolean) => void)[] = [];

  constructor(listener: () => Listener) {
    this.#listener = listener;
    const line = (level: Level) => (text: string, fields?: Fields) =>
      listener().tell({
        do: 'log',
        level,
        text: String(text),
        fields: fields === undefined ? undefined : plain(fields),
      });
    this.log = Object.freeze({ debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') });
  }

  async step<R>(name: string, fn: () => R | Promise<R>): Promise<R> {
    const step = ++this.#steps;
    const begun = performance.now();
    this.#listener().tell({ do: 'step', step, name: String(name).slice(0, MAX_STEP_NAME) });
    const end = (ok: boolean, error?: string) =>
      this.#listener().tell({ do: 'step-end', step, ok, ms: Math.round(performance.now() - begun), error });
    try {
      const result = await fn();
      end(true);
      return result;
    } catch (error) {
      await this.#picture(error, String(name));
      end(false, (error instanceof Error ? error.message : String(error)).slice(0, MAX_STEP_ERROR));
      throw error;
    }
  }

  /** Name of the picture, or `undefined` when none could be taken: a missing screen fails no run (E9). */
  async screenshot(label: string): Promise<string | undefined> {
    try {
      const { name } = await this.#listener().ask({ do: 'screenshot', label: String(label).slice(0, MAX_LABEL) });
      return name as string | undefined;
    } catch (error) {
      this.log.warn(`no screenshot "${label}": ${(error as Error).message}`);
      return undefined;
    }
  }

  async attach(path: string, name = basename(path)): Promise<string> {
    const answer = await this.#listener().ask({ do: 'attach', path: resolve(path), name });
    return answer.name as string;
  }

  /** Calls back before a private span begins (true) and after it has ended (false). */
  watchPrivate(watcher: (on: boolean) => void): void {
    this.#watchers.push(watcher);
    if (this.#privates > 0) watcher(true);
  }

  /** Rejects without calling `fn` when the recording can't be paused: what is private stays so. */
  async private<R>(fn: () => R | Promise<R>): Promise<R> {
    this.#privates++;
    try {
      if (this.#privates === 1) {
        for (const watcher of this.#watchers) watcher(true);
        this.#privateOn = this.#listener().ask({ do: 'private', on: true });
      }
      await this.#privateOn;
      return await fn();
    } finally {
      this.#privates--;
      if (this.#privates === 0) await this.#publicAgain();
    }
  }

  async #publicAgain(): Promise<void> {
    try {
      await this.#listener().ask({ do: 'private', on: false });
    } finally {
      if (this.#privates === 0) for (const watcher of this.#watchers) watcher(false);
    }
  }

  progress(done: number, total: number): void {
    if (!Number.isFinite(done) || !Number.isFinite(total))
      throw new GantryError('ValidationError', 'progress(done, total): both must be numbers', { field: 'done' });
    this.#listener().tell({ do: 'progress', done, total });
  }

  output(value: unknown): void {
    const json = JSON.stringify(value);
    if (json === undefined)
      throw new GantryError('ValidationError', 'output(value): must be a JSON value, not undefined or a function', {
        field: 'value',
      });
    if (utf8Bytes(json) > MAX_OUTPUT_BYTES)
      throw new GantryError('ValidationError', 'output(value): must be at most 1 MiB as JSON; attach a file instead', {
        field: 'value',
      });
    this.#listener().tell({ do: 'output', value });
  }

  async #picture(error: unknown, label: string): Promise<void> {
    if (typeof error === 'object' && error !== null) {
      if (this.#pictured.has(error)) return;
      this.#pictured.add(error);
    }
    await this.screenshot(`error in: ${label}`);
  }
}

/** Fields as JSON; what JSON can't say is written as Node would print it. A log line never fails the script. */
function plain(fields: Fields): Json {
  try {
    return JSON.parse(JSON.stringify(fields, (_, value) => sayable(value))) as Json;
  } catch {
    return { fields: inspect(fields) }; // circular
  }
}

function sayable(value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? String(value) : value;
}
