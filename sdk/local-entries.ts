/** What a script tells its supervisor (docs/architecture.md, "The local protocol of a script"). */
import type { Json } from '../protocol/fields.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** One-way. */
export type Tell =
  | { do: 'log'; level: Level; text: string; fields?: Json | undefined }
  | { do: 'step'; step: number; name: string }
  | { do: 'step-end'; step: number; ok: boolean; ms: number; error?: string | undefined }
  | { do: 'progress'; done: number; total: number }
  | { do: 'output'; value: unknown }
  | { do: 'error'; kind: 'business' | 'error'; message: string };

/** Answered. */
export type Ask =
  | { do: 'screenshot'; label: string }
  | { do: 'attach'; path: string; name: string }
  | { do: 'private'; on: boolean }
  | { do: 'flush' };

export interface Abort {
  abort: 'cancelled' | 'timeout' | 'drain';
  graceMs: number;
}

/** Where a script's words go: the supervisor, or the terminal of a developer. */
export interface Listener {
  /** In order, and out of this process when it returns. Never throws: evidence fails no run (E9). */
  tell(entry: Tell): void;
  /** Rejects with `GantryError` when it can't be done. */
  ask(entry: Ask): Promise<Record<string, unknown>>;
}
