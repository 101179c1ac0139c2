/** What every service stands on: clock, settings, log, store, and the one way to change anything. Types only. */
import type { Logger } from 'pino';
import type { Params, Result, WriteVerb } from '../protocol/contract.ts';
import type { Clock } from './clock.ts';
import type { Limits, Timers } from './config.ts';
import type { Disk } from './disk.ts';
import type { Behalf, Principal } from './domain/view.ts';
import type { Command, Outcome, Store } from './store/store.ts';

/** One change asked for: the verb's parameters are checked already. */
export interface Call {
  verb: WriteVerb;
  params: unknown;
  who: Principal;
  sealed?: Command['sealed'];
  /** `client:n` of a request that may be repeated (S10). */
  receipt?: string | undefined;
}

export interface Core {
  readonly clock: Clock;
  readonly timers: Timers;
  /** As they are now: an administrator may change some of them meanwhile (settings.ts). */
  readonly limits: Readonly<Limits>;
  readonly log: Logger;
  /** Its room decides what may be written (P15). */
  readonly disk: Disk;
  readonly store: Store;
  /**
   * Through the writer; resolves after the commit, when the effects are applied. Never settles once the store broke:
   * then nothing may be answered (P15).
   */
  submit(call: Call): Promise<Outcome>;
  /** The same for a command that was made already, without a promise: what a socket sends costs as little as possible. */
  run(command: Command, done: (outcome: Outcome) => void): void;
  /** How many commands of others than the coordinator itself there were so far: for whoever gives way to them. */
  commands(): number;
  /** One of the coordinator's own verbs, for a person when there is one. Throws the refusal as `GantryError`. */
  system<V extends WriteVerb>(verb: V, params: Params<V>, behalf?: Behalf): Promise<Result<V>>;
}

/** The one workspace of this version (Q5). */
export const WORKSPACE = 'main';
export const SYSTEM: Extract<Principal, { kind: 'system' }> = { kind: 'system', workspace: WORKSPACE };
export const ANYONE: Principal = { kind: 'anyone', workspace: WORKSPACE };
