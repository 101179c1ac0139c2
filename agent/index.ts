/** The agent as its caller sees it: create, start, stop. One agent works in a data folder at a time. */
import { resolve } from 'node:path';
import { refuse } from '../protocol/errors.ts';
import { Agent, type AgentLog, type AgentState } from './agent.ts';
import { findTools, type Tools } from './capture/index.ts';
import { type AgentSettings, DEFAULT_SETTINGS, toolEnvironment } from './config.ts';
import { readCredentials } from './credentials.ts';
import { onDrainAsked } from './drain-request.ts';
import { dataPaths } from './run-folder.ts';
import { takeLock } from './supervisor/lock.ts';

export { type EnrollOptions, enroll } from './enroll.ts';
export { hasControlGroups } from './supervisor/control-group.ts';
export type { AgentState };

export interface AgentOptions {
  /** The agent's data folder, enrolled before. */
  data: string;
  /** Another address of the same coordinator than the one it was enrolled at. */
  url?: string;
  /** In place of those that it was enrolled with. */
  labels?: string[];
  /** trace, debug, info, warn, error, silent; default info. */
  logLevel?: string;
  settings?: Partial<AgentSettings>;
  /** What is known of this machine already; found by trying when absent. */
  tools?: Tools;
}

export interface RunningAgent {
  /** Rejects when this folder is not enrolled or another agent has it; not when the coordinator is away (P10). */
  start(): Promise<void>;
  /** Leaves; a run that is on goes on and is found again at the next start. Twice is fine. */
  stop(): Promise<void>;
  /** Finish and report the current run, take no other; also asked for by `askToDrain` (drain-request.ts). */
  drain(): void;
  /** Resolves when a drain is complete: then there is nothing left but to stop. */
  readonly drained: Promise<void>;
  readonly state: AgentState | undefined;
}

export function createAgent(options: AgentOptions): RunningAgent {
  const data = resolve(options.data);
  let agent: Agent | undefined;
  let release: (() => void) | undefined;
  const drained = Promise.withResolvers<void>();
  return {
    async start() {
      if (agent) return;
      const credentials = readCredentials(data);
      const lock = takeLock(dataPaths(data).lock);
      if (!lock.held) return refuse('InUse', `another agent (process ${lock.by.pid}) works in ${data}; stop it first`);
      agent = new Agent({
        data,
        credentials: {
          ...credentials,
          ...(options.url === undefined ? {} : { url: options.url }),
          ...(options.labels === undefined ? {} : { labels: options.labels }),
        },
        settings: { ...DEFAULT_SETTINGS, ...options.settings },
        tools: options.tools ?? (await findTools(toolEnvironment())),
        log: await openLog(options.logLevel ?? 'info'),
        onDrained: drained.resolve,
      });
      const forget = onDrainAsked(data, () => agent?.drain());
      release = () => {
        forget();
        lock.release();
      };
      await agent.start();
    },
    async stop() {
      await agent?.stop();
      agent = undefined;
      release?.();
      release = undefined;
    },
    drain: () => agent?.drain(),
    drained: drained.promise,
    get state() {
      return agent?.state;
    },
  };
}

async function openLog(level: string): Promise<AgentLog> {
  const { pino } = await import('pino');
  const log = pino({ level, name: 'agent' });
  return (kind, data, text) => log[kind](data, text);
}
