/** Where everything of one run lies on the agent's disk, and what the agent writes there for the supervisor. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunOrder } from '../protocol/calls-agent.ts';
import type { Tools } from './capture/index.ts';
import type { AgentSettings } from './config.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** `order.json`: the coordinator's order and what of this agent a supervisor needs. It holds tokens: mode 0600. */
export interface RunFile {
  order: RunOrder;
  /** The coordinator's address, `http(s)://…`. */
  url: string;
  /** PEM text of the operator's own CA. */
  ca?: string | undefined;
  /** The agent's data folder. */
  data: string;
  /** Wall ms at which the order came: the run's start, time 0 of its timeline (E1). */
  startedAt: number;
  settings: AgentSettings;
  tools: Tools;
}

export type RunPaths = ReturnType<typeof runPaths>;

export function runPaths(folder: string) {
  return {
    folder,
    order: join(folder, 'order.json'),
    supervisor: join(folder, 'supervisor.json'),
    lock: join(folder, 'supervisor.lock'),
    spool: join(folder, 'spool'),
    spawned: join(folder, 'spawned'),
    exit: join(folder, 'exit.json'),
    work: join(folder, 'work'),
    files: join(folder, 'files'),
    evidence: join(folder, 'evidence'),
    profile: join(folder, 'profile'),
    ca: join(folder, 'ca.pem'),
    trusted: join(folder, 'trusted.pem'),
    log: join(folder, 'supervisor.log'),
    socket: join(folder, 'script.sock'),
    output: join(folder, 'output.json'),
  };
}

export function dataPaths(data: string) {
  return {
    credentials: join(data, 'agent.json'),
    lock: join(data, 'agent.lock'),
    drain: join(data, 'drain'),
    cache: join(data, 'cache'),
    runs: join(data, 'runs'),
  };
}

/** The order of a run folder; undefined when there is none that can be read (a crash before it was whole). */
export function readRunFile(folder: string): RunFile | undefined {
  return readJson<RunFile>(runPaths(folder).order);
}

/** A JSON file of ours, or undefined when it is absent or torn: the caller decides what that means. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined; // absent or torn
  }
}

/** The supervisor that last worked in this folder. */
export const supervisorOf = (folder: string): ProcessIdentity | undefined =>
  readJson<ProcessIdentity>(runPaths(folder).supervisor);

export const supervisorAlive = (folder: string): boolean => {
  const identity = supervisorOf(folder);
  return identity !== undefined && isAlive(identity);
};
/** Has the run's end been written down (P8)? */
export const hasEnded = (folder: string): boolean => existsSync(runPaths(folder).exit);

/** Is there an order to carry out or to report on? It is written first and goes first. */
export const isOrdered = (folder: string): boolean => existsSync(runPaths(folder).order);

/**
 * May its command be running? A folder that is being cleared away loses its order first and its exit record some time
 * after: the exit record is asked for first, or a run that ended looks as if it were on and the robot refuses the next.
 */
export const isOn = (folder: string): boolean => !hasEnded(folder) && isOrdered(folder);
