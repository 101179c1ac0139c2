/** One-way messages from the coordinator: to agents, to supervisors, to scripts, to the console. */
import type { NoPicture, RunState } from './fields.ts';
import type { LogLine } from './shapes.ts';

export interface Notices {
  /** First message on every agent socket: sign this nonce in `agent.hello`. */
  challenge: { nonce: string };
  /** To an agent: take this run? Answer with `run.accept` or `run.refuse` within 10 s (P6). */
  'run.offer': { run: string; epoch: number; package: string; sha256: string; bytes: number };
  /** To a supervisor (or, when it is not connected, to its agent): end the run, softly first (J26). */
  'run.cancel': { run: string; epoch: number; reason: 'cancelled' | 'forced'; graceMs: number };
  /** To supervisor and script: this run instance is over for the coordinator; end the tree (P3). */
  'run.stop': { run: string; epoch: number; because: string };
  /** To a supervisor: somebody watches this run's screen (send pictures, E13), or nobody does any more. */
  'run.watched': { run: string; epoch: number; on: boolean };
  /** To a supervisor: mask these values from now on, then say `run.masked`: the script that asked for them waits (E5). */
  'run.mask': { run: string; epoch: number; mask: string; values: string[] };
  /** To everyone: the coordinator goes down; come back after this many ms (P14). */
  'coordinator.stopping': { comeBackMs: number };
  /** To the console: something of this topic changed; fetch it again. */
  changed: { topics: string[] };
  /** To the console: new log lines of a run it watches. */
  lines: { run: string; lines: LogLine[] };
  /** To the console, for its topic `picture:RUN`: there is a newer picture (fetch it), or why there is none. */
  picture: { run: string; n: number } | { run: string; why: NoPicture; says: string };
  /** To the console: the coordinator dropped live messages because the browser was slow; fetch everything again (P11). */
  resync: { because: string };
}
export type NoticeName = keyof Notices;
export const endedStates: readonly RunState[] = ['succeeded', 'failed', 'cancelled', 'lost'];
