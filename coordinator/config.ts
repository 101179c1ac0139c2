/** What a coordinator can be told, with defaults: flags > environment (`GANTRY_*`) > file > default. Reads no file itself. */
import { isIP } from 'node:net';
import { refuse } from '../protocol/errors.ts';
import type { Clock } from './clock.ts';

/** Durations in ms; every one can be set, so that tests need no patience. */
export interface Timers {
  /** A ping this often, ± 10 % (P5). */
  pingMs: number;
  /** No byte for so long: the connection is dead (P5). */
  silentMs: number;
  /** An offer that is not accepted in time is withdrawn (P6). */
  offerMs: number;
  /** How often open runs are looked at for lost contact. */
  lostSweepMs: number;
  /** Longest sleep before a date is compared with the clock again: bounds the harm of a jumping wall clock. */
  dateCheckMs: number;
  /** Rest between two evaluations of one launch condition: bounds what a flood of changes costs (Q52: within 1 s). */
  conditionRestMs: number;
  /** How often all launch conditions are evaluated, whatever was said of them (Q52). */
  conditionSweepMs: number;
  /** An attempt to deliver to a webhook may take so long. */
  webhookMs: number;
  /** Rest after a start before schedules are looked at: robots come back meanwhile (J18). */
  scheduleGraceMs: number;
  /** How often what is too old is deleted (retention.ts). */
  pruneMs: number;
  /** Time for everything to end at a stop (P14). */
  stopMs: number;
  /** How often the free space of the data folder's disk is looked at (P15). */
  diskLookMs: number;
  /** After a start nothing is kept in reserve on the disk for so long: whatever runs for a moment needs none. */
  reserveAfterMs: number;
  /** A supervisor may take so long to say that it masks a secret, before the script that waits for it is refused (E5). */
  maskMs: number;
  /** First hello after the upgrade must come within this time. */
  helloMs: number;
}

export const defaultTimers: Timers = {
  pingMs: 5_000,
  silentMs: 15_000,
  offerMs: 10_000,
  lostSweepMs: 5_000,
  dateCheckMs: 1_000,
  conditionRestMs: 250,
  conditionSweepMs: 30_000,
  webhookMs: 10_000,
  scheduleGraceMs: 5_000,
  pruneMs: 60 * 60_000,
  stopMs: 5_000,
  diskLookMs: 5_000,
  reserveAfterMs: 60_000,
  maskMs: 5_000,
  helloMs: 10_000,
};

export interface Limits {
  /** Accepted hellos of agents a second; beyond it the answer says when to come back (P10). */
  hellosPerSecond: number;
  /** Sign-ins, links, enrolments a minute from one address (X10). */
  attemptsPerMinute: number;
  /** HTTP requests a minute of one token, session or address (X10). */
  requestsPerMinute: number;
  /** Bytes of an uploaded package (J3). */
  packageBytes: number;
  /** Bytes of a file that is uploaded for a parameter (J1). */
  fileBytes: number;
  /** Bytes of one chunk of an artifact, held in memory while its checksum is computed. */
  chunkBytes: number;
  /** Bytes of one `/rpc` body. */
  rpcBytes: number;
  /** Days for which evidence of runs is kept, by kind, and bytes of each kind (E17); 0 = for ever, and no limit. */
  keepVideoDays: number;
  keepVideoBytes: number;
  keepScreenshotDays: number;
  keepScreenshotBytes: number;
  keepFileDays: number;
  keepFileBytes: number;
  keepLogDays: number;
  keepLogBytes: number;
  /** Days for which jobs that have ended are kept, with run instances and evidence (E17); 0 = for ever. */
  keepJobDays: number;
  /** Days for which the history of resources is kept (Q48); 0 = for ever. */
  keepHistoryDays: number;
  /** Bytes that it may take together, about (E17); 0 = no limit. */
  keepHistoryBytes: number;
  /** Days for which the audit is kept (X11); 0 = for ever. */
  keepAuditDays: number;
  /** Free bytes on the disk of the data folder below which nothing new is taken (P15). */
  lowDiskBytes: number;
  /** Hours after which a waiting job is not left behind by priority alone (J25, domain/aged.ts); 0 = never. */
  starveAfterHours: number;
}

export const defaultLimits: Limits = {
  hellosPerSecond: 200,
  attemptsPerMinute: 30,
  requestsPerMinute: 12_000,
  packageBytes: 2 * 1024 ** 3,
  fileBytes: 512 * 1024 ** 2,
  chunkBytes: 8 * 1024 ** 2,
  rpcBytes: 64 * 1024 ** 2,
  keepVideoDays: 30,
  keepVideoBytes: 0,
  keepScreenshotDays: 180,
  keepScreenshotBytes: 0,
  keepFileDays: 180,
  keepFileBytes: 0,
  keepLogDays: 180,
  keepLogBytes: 0,
  keepJobDays: 180,
  keepHistoryDays: 180,
  keepHistoryBytes: 0,
  keepAuditDays: 730,
  lowDiskBytes: 1024 ** 3,
  starveAfterHours: 6,
};

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface CoordinatorOptions {
  /** Folder of everything; created when missing. */
  data: string;
  host?: string | undefined;
  /** 0 = any free one. */
  port?: number | undefined;
  engine?: 'sqlite' | 'memory' | undefined;
  logLevel?: LogLevel | undefined;
  /** Where log lines go; default standard error. */
  logTo?: { write(line: string): void } | undefined;
  /** Address under which people and agents reach it, when a proxy stands before it. */
  publicUrl?: string | undefined;
  /** Addresses and networks (`10.0.0.0/8`) of proxies whose word for who asks is taken; absent = nobody's. */
  trustedProxies?: string[] | undefined;
  /** Paths of PEM files. */
  tls?: { cert: string; key: string } | undefined;
  /** Says loudly: unencrypted on an address that others can reach (X4). */
  allowPlainText?: boolean | undefined;
  /** `GET /metrics` answers anybody who can reach it, without a token (X1). */
  metricsOpen?: boolean | undefined;
  /** Where the master key of all secrets lies (X6); default `keys/master` in the data folder. */
  masterKeyFile?: string | undefined;
  /** Folder of the backups (P16); default `backups` in the data folder. */
  backups?: string | undefined;
  /** The master key itself, and older ones behind it; then there is no file. */
  masterKey?: string | undefined;
  /** Folder of the built console. */
  consoleFolder?: string | undefined;
  clock?: Clock | undefined;
  timers?: Partial<Timers> | undefined;
  limits?: Partial<Limits> | undefined;
  /** The store broke: nothing may be answered any more; the process should exit (P15). */
  onFatal?: ((error: Error) => void) | undefined;
}

type Setting =
  | 'data'
  | 'host'
  | 'port'
  | 'engine'
  | 'log'
  | 'publicUrl'
  | 'trustedProxy'
  | 'allowPlainText'
  | 'cert'
  | 'key'
  | 'keepHistory'
  | 'keepAudit'
  | 'starveAfter'
  | 'metricsOpen'
  | 'backups'
  | 'masterKey'
  | 'masterKeyFile';
const settings: Record<Setting, string> = {
  data: 'GANTRY_DATA',
  host: 'GANTRY_HOST',
  port: 'GANTRY_PORT',
  engine: 'GANTRY_ENGINE',
  log: 'GANTRY_LOG_LEVEL',
  publicUrl: 'GANTRY_PUBLIC_URL',
  trustedProxy: 'GANTRY_TRUSTED_PROXY',
  allowPlainText: 'GANTRY_ALLOW_PLAIN_TEXT',
  cert: 'GANTRY_TLS_CERT',
  key: 'GANTRY_TLS_KEY',
  keepHistory: 'GANTRY_KEEP_HISTORY',
  keepAudit: 'GANTRY_KEEP_AUDIT',
  starveAfter: 'GANTRY_STARVE_AFTER',
  metricsOpen: 'GANTRY_METRICS_OPEN',
  backups: 'GANTRY_BACKUPS',
  masterKey: 'GANTRY_MASTER_KEY',
  masterKeyFile: 'GANTRY_MASTER_KEY_FILE',
};
const LOG_LEVELS: readonly string[] = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** A hundred years. */
const MAX_HISTORY_DAYS = 36_500;
/** A year. */
const MAX_STARVE_HOURS = 8_760;

export interface Sources {
  flags?: Partial<Record<Setting, unknown>>;
  env?: Record<string, string | undefined>;
  file?: Partial<Record<Setting, unknown>>;
}

/** Options out of flags, environment and a file's content, in this order; `ValidationError` names the setting. */
export function readOptions(
  { flags = {}, env = process.env, file = {} }: Sources,
  defaultData: string,
): CoordinatorOptions {
  const of = (name: Setting): string | undefined => {
    const value = flags[name] ?? env[settings[name]] ?? file[name];
    return value === undefined || value === '' ? undefined : String(value);
  };
  const cert = of('cert');
  const key = of('key');
  if ((cert === undefined) !== (key === undefined))
    wrong(cert === undefined ? 'cert' : 'key', 'TLS needs both files, the certificate and its key');
  const starveAfterHours = whole('starveAfter', of('starveAfter'), MAX_STARVE_HOURS);
  const keepHistoryDays = whole('keepHistory', of('keepHistory'), MAX_HISTORY_DAYS);
  const keepAuditDays = whole('keepAudit', of('keepAudit'), MAX_HISTORY_DAYS);
  return {
    data: of('data') ?? defaultData,
    host: of('host'),
    port: whole('port', of('port'), 65_535),
    engine: oneOf('engine', of('engine'), ['sqlite', 'memory']) as 'sqlite' | 'memory' | undefined,
    logLevel: oneOf('log', of('log'), LOG_LEVELS) as LogLevel | undefined,
    publicUrl: of('publicUrl'),
    trustedProxies: networks('trustedProxy', of('trustedProxy')),
    allowPlainText: isOn(of('allowPlainText')),
    metricsOpen: isOn(of('metricsOpen')),
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    limits: {
      ...(keepHistoryDays === undefined ? {} : { keepHistoryDays }),
      ...(keepAuditDays === undefined ? {} : { keepAuditDays }),
      ...(starveAfterHours === undefined ? {} : { starveAfterHours }),
    },
    backups: of('backups'),
    masterKey: of('masterKey'),
    masterKeyFile: of('masterKeyFile'),
  };
}

const isOn = (text: string | undefined): boolean => ['1', 'true', 'yes'].includes(text ?? '');

function whole(name: Setting, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= most
    ? value
    : wrong(name, `must be a whole number from 0 to ${most}, not "${text}"`);
}

function oneOf(name: Setting, text: string | undefined, known: readonly string[]): string | undefined {
  return text === undefined || known.includes(text) ? text : wrong(name, `must be one of ${known.join(', ')}`);
}

/** Addresses and networks, separated by commas. */
function networks(name: Setting, text: string | undefined): string[] | undefined {
  const parts = text?.split(',').map((part) => part.trim());
  const bad = parts?.find((part) => !isNetwork(part));
  return bad === undefined ? parts : wrong(name, `must be addresses or networks like 10.0.0.0/8, not "${bad}"`);
}

function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  return most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most));
}

const wrong = (name: Setting, says: string): never =>
  refuse('ValidationError', `${name} (${settings[name]} or its flag): ${says}`, { field: name });
