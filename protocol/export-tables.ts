/**
 * The console's tables of jobs, robots and audit entries as lines of CSV or JSON Lines. Pure. The CSV is for spreadsheets:
 * it begins with a byte order mark, without which Excel takes UTF-8 for the alphabet of its country; and no cell of it is a
 * formula (safeCell). JSON Lines have what the list gives, whole.
 */
import { z } from 'zod';
import { contract } from './contract.ts';
import { csvLine, instant } from './export-rows.ts';
import type { Author, Json } from './fields.ts';
import type { JobView } from './shapes.ts';
import type { AuditEntry } from './shapes-audit.ts';
import type { RobotView } from './shapes-fleet.ts';

/** Which table, by the verb that lists it: its filter, its order and its rights are those of the list. */
export const exportedVerbs = ['job.list', 'audit.list', 'robot.list'] as const;
export type ExportedVerb = (typeof exportedVerbs)[number];

const format = z.enum(['csv', 'jsonl']).optional();
export const TableParams = {
  'job.list': contract['job.list'].params.omit({ after: true, limit: true }).extend({ format }),
  'audit.list': contract['audit.list'].params.omit({ after: true, limit: true }).extend({ format }),
  'robot.list': contract['robot.list'].params.omit({ after: true, limit: true }).extend({ format }),
} as const;

type Cell = string | number | boolean | undefined;
type Columns<T> = Readonly<Record<string, (row: T) => Cell>>;
export type Row<V extends ExportedVerb> = { 'job.list': JobView; 'audit.list': AuditEntry; 'robot.list': RobotView }[V];

const when = (ms: number | undefined): Cell => (ms === undefined ? undefined : instant(ms));
const by = ({ name }: Author): Cell => name;
const json = (value: unknown): Cell => JSON.stringify(value as Json);

const jobs: Columns<JobView> = {
  id: (row) => row.id,
  deployment: (row) => row.deployment.name,
  package: (row) => row.package,
  version: (row) => row.version,
  source: (row) => row.source,
  by: (row) => by(row.by),
  created: (row) => when(row.created),
  started: (row) => when(row.started),
  ended: (row) => when(row.ended),
  state: (row) => row.state,
  priority: (row) => row.priority,
  attempts: (row) => row.attempts,
  maxAttempts: (row) => row.maxAttempts,
  pool: (row) => row.pool,
  robot: (row) => row.robot,
  run: (row) => row.run,
  message: (row) => row.message,
  params: (row) => json(row.params),
};

const audit: Columns<AuditEntry> = {
  n: (row) => row.n,
  at: (row) => when(row.at),
  by: (row) => by(row.by),
  byId: (row) => row.by.id,
  from: (row) => row.from,
  verb: (row) => row.verb,
  target: (row) => row.target,
  outcome: (row) => row.outcome,
  code: (row) => row.code,
  says: (row) => row.says,
  changes: (row) => json(row.changes),
  more: (row) => row.more,
  hash: (row) => row.hash,
};

const robots: Columns<RobotView> = {
  id: (row) => row.id,
  name: (row) => row.name,
  state: (row) => row.state,
  because: (row) => row.because,
  paused: (row) => row.paused,
  machine: (row) => row.machine,
  account: (row) => row.account,
  agentVersion: (row) => row.agentVersion,
  os: (row) => row.facts?.os,
  screen: (row) => row.facts?.screen,
  screenSize: (row) => row.facts?.screenSize,
  freeDiskMb: (row) => row.facts?.freeDiskMb,
  labels: (row) => row.labels.join(';'),
  pools: (row) => row.pools.join(';'),
  run: (row) => row.run,
  seen: (row) => when(row.seen),
  created: (row) => when(row.created),
};

const columnsOf = { 'job.list': jobs, 'audit.list': audit, 'robot.list': robots };

/** Before the first row: a byte order mark and the names of the columns. */
export const tableHeader = (verb: ExportedVerb): string => `\uFEFF${csvLine(Object.keys(columnsOf[verb]))}`;

export function tableRow<V extends ExportedVerb>(verb: V, row: Row<V>): string {
  const columns = columnsOf[verb] as unknown as Columns<Row<V>>;
  return csvLine(Object.values(columns).map((cell) => String(cell(row) ?? '')));
}
