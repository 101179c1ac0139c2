/** What the agent takes from its environment, and its settings with their defaults: the only reader of `process.env`. */
import { delimiter, dirname } from 'node:path';

const MIB = 1024 * 1024;

export interface AgentSettings {
  /** Bytes of the package cache (J4); the least recently used goes first. */
  cacheBytes: number;
  /** Bytes that one run may hold on this disk as spool and recording while the coordinator is away (P7). */
  spoolBytes: number;
  /** Bytes of recordings kept for recording mode `local` (E10); the oldest goes first. */
  keptBytes: number;
  /** ms between two looks at what the machine is: disk, display. */
  factsMs: number;
  /** Screenshots of one run, those asked for by the script included (E6). */
  screenshotsPerRun: number;
}

export const DEFAULT_SETTINGS: AgentSettings = {
  cacheBytes: 10 * 1024 * MIB,
  spoolBytes: 4 * 1024 * MIB,
  keptBytes: 5 * 1024 * MIB,
  factsMs: 60_000,
  screenshotsPerRun: 500,
};

/** The only variables of ours that a run's command gets (X12). */
const PASSED_ON = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS', // whom the operator trusts: paths, no secrets
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;
/** What the supervisor needs besides: where tools are, how Windows finds its own parts. */
const FOR_SUPERVISOR = [
  'FFMPEG_PATH',
  'GANTRY_FFMPEG',
  'GANTRY_BROWSER',
  'NODE_COMPILE_CACHE',
  'DISPLAY',
  'XAUTHORITY',
  'SystemRoot',
] as const;

/** Environment that every run's command starts from: PATH begins with the folder of this very Node. */
export function allowedEnvironment(): Record<string, string> {
  const env = pick(PASSED_ON);
  env.PATH = [dirname(process.execPath), ...(env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter)].join(
    delimiter,
  );
  return env;
}

/** Environment of a supervisor: clean, so that nothing of the agent's leaks on to what it starts. */
export function supervisorEnvironment(): Record<string, string> {
  return { ...pick(PASSED_ON), ...pick(FOR_SUPERVISOR), NODE_NO_WARNINGS: '1' };
}

/** The whole environment, for finding tools only: the search keeps what they need and nothing of ours. */
export const toolEnvironment = (): Record<string, string | undefined> => ({ ...process.env });

function pick(names: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
