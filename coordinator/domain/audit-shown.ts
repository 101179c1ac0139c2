/** Which rows and columns the audit shows (X11), and how: what is secret is masked, what only counts work is left out. */
import type { Json } from '../../protocol/fields.ts';
import type { AuditChange } from '../../protocol/shapes-audit.ts';
import { MASK } from './job-params.ts';
import type { Look } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { Rows, TableName } from './rows.ts';
import { shownValues } from './typed-value.ts';

/** Characters of one value as JSON; a longer one is cut, and says so. */
const MAX_VALUE = 2_000;

interface Shown<T extends TableName = TableName> {
  /** What the row is called in words. */
  name(row: Readonly<Rows[T]>, view: Look): string;
  /** Columns that are never told: secrets by their fact of having changed only (`masked`), bookkeeping not at all. */
  masked?: readonly (keyof Rows[T] & string)[];
  without?: readonly (keyof Rows[T] & string)[];
  /** Columns that are told as part of another one. */
  partOf?: Partial<Record<keyof Rows[T] & string, keyof Rows[T] & string>>;
  /** Columns that are shown otherwise than they stand in the row. */
  as?: (row: Readonly<Rows[T]>, view: Look) => Partial<Record<keyof Rows[T], unknown>>;
}

/** Not told here: resources have a history of their own, runs their log and evidence; the rest follows from what is told. */
type Untold =
  | ('resource' | 'tagged' | 'history' | 'failure' | 'effect')
  | (
      | 'run'
      | 'log'
      | 'step'
      | 'artifact'
      | 'gone'
      | 'bulkPart'
      | 'delivery'
      | 'absence'
      | 'fileUse'
      | 'secret'
      | 'secretUse'
      | 'audit'
      | 'name'
      | 'meta'
    );

/** The compiler asks of every new table: is it told, and how? */
const shown: { readonly [T in Exclude<TableName, Untold>]: Shown<T> } & { readonly [T in Untold]?: undefined } = {
  user: { name: ({ name }) => name, masked: ['passwordHash'], without: ['nameKey'] },
  token: { name: ({ kind, name }) => (name ? `${kind} ${name}` : kind), masked: ['id'] },
  robot: {
    name: ({ name }) => name,
    without: [
      'nameKey',
      'publicKey',
      'facts',
      'epoch',
      'session',
      'seen',
      'because',
      'rival',
      'restUntil',
      'restBecause',
      'becauseAs',
      'restBecauseAs',
    ],
  },
  pool: { name: ({ name }) => name, without: ['nameKey'] },
  member: { name: nameOfMember },
  package: { name: ({ name }) => name },
  version: { name: ({ manifest }) => `${manifest.name} ${manifest.version}`, without: ['manifest'] },
  deployment: {
    name: ({ name }) => name,
    partOf: { secrets: 'params' },
    without: ['nameKey'],
    as: (row, view) => ({ params: shownValues(manifestOf(view, row), row) }),
  },
  job: {
    name: ({ deploymentName }) => deploymentName,
    partOf: { secrets: 'params' },
    without: ['waiting', 'restSince', 'notBefore', 'deploymentName', 'messageAs'],
    as: (row, view) => ({ params: shownValues(view.get('version', row.version)?.manifest, row) }),
  },
  queue: {
    name: ({ name }) => name,
    without: ['nameKey', 'counts', 'waiting', 'abandoned', 'launches', 'attemptsEpoch'],
  },
  condition: {
    name: ({ queueName }) => queueName,
    without: ['seen', 'idleInRow', 'restUntil', 'lastJob', 'editor', 'updated', 'becauseAs'],
  },
  schedule: {
    name: ({ name }) => name,
    partOf: { secrets: 'params' },
    without: ['nameKey', 'next', 'asOf', 'done', 'result', 'editor', 'updated'],
    as: (row, view) => ({ params: shownValues(manifestOf(view, view.get('deployment', row.deployment)), row) }),
  },
  calendar: { name: ({ name }) => name, without: ['nameKey', 'editor', 'updated'] },
  asset: { name: ({ name }) => name, without: ['nameKey'] },
  assetValue: {
    name: ({ asset, robot }, view) => nameOfValue(view, asset, robot),
    masked: ['secret'],
    without: ['version', 'editor', 'updated'],
  },
  webhook: {
    name: ({ name }) => name,
    masked: ['secret', 'formerSecret'],
    without: ['nameKey', 'waiting', 'lost', 'failuresInRow', 'lastError', 'lastArrived', 'editor', 'updated'],
  },
  file: { name: ({ name }) => name, without: ['unusedSince'] },
  setting: { name: ({ id }) => id, without: ['editor', 'updated'] },
  bulk: { name: ({ kind }) => kind, without: ['from', 'done', 'parts'] },
};

export const isShown = (table: TableName): boolean => shown[table] !== undefined;

/** `undefined`: nothing that is told differs. */
export function shownChange(
  view: Look,
  table: TableName,
  before: Readonly<Rows[TableName]> | undefined,
  after: Readonly<Rows[TableName]> | undefined,
): AuditChange[] | undefined {
  const rules = shown[table] as Shown | undefined;
  const row = after ?? before;
  if (!rules || !row) return undefined;
  const names = differing(rules, before, after);
  if (names.length === 0) return undefined;
  const id = rules.masked?.includes('id') ? '' : row.id;
  const change: AuditChange = { what: table, id, name: rules.name(row, view) };
  return [
    {
      ...change,
      ...(before ? { before: told(rules, { ...before, ...rules.as?.(before, view) }, names, !after) } : {}),
      ...(after ? { after: told(rules, { ...after, ...rules.as?.(after, view) }, names, !before) } : {}),
    },
  ];
}

type Columns = Readonly<Record<string, unknown>>;

/** Judged by what the rows hold, not by what is shown: a new secret differs from the old one. */
function differing(rules: Shown, before: Columns | object | undefined, after: Columns | object | undefined): string[] {
  const hidden: readonly string[] = [...(rules.without ?? []), 'id', 'workspace', 'created', 'author'];
  const [was, is] = [(before ?? {}) as Columns, (after ?? {}) as Columns];
  const names = Object.keys({ ...was, ...is }).filter((name) => !hidden.includes(name) && !same(was[name], is[name]));
  const partOf: Readonly<Record<string, string | undefined>> = rules.partOf ?? {};
  return [...new Set(names.map((name) => partOf[name] ?? name))];
}

/** Of a row that was made or removed what is empty is left out: it says nothing. */
function told(rules: Shown, row: Columns, names: readonly string[], whole: boolean): Json {
  const masked: readonly string[] = rules.masked ?? [];
  const entries = names.flatMap((name): [string, Json][] => {
    const value = row[name];
    if (value === undefined || (whole && isEmpty(value))) return [];
    return [[name, masked.includes(name) ? MASK : short(value)]];
  });
  return Object.fromEntries(entries);
}

const isEmpty = (value: unknown): boolean =>
  ['', 0, null].includes(value as string) || ['[]', '{}'].includes(JSON.stringify(value));

function short(value: unknown): Json {
  const text = JSON.stringify(value);
  if (text.length <= MAX_VALUE) return value as Json;
  return `${text.slice(0, MAX_VALUE)}… (${text.length} characters)`;
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function nameOfValue(view: Look, asset: string, robot: string): string {
  const name = view.get('asset', asset)?.name ?? asset;
  return robot === '' ? name : `${name} for ${view.get('robot', robot)?.name ?? robot}`;
}

function nameOfMember({ pool, robot }: Readonly<Rows['member']>, view: Look): string {
  return `${view.get('robot', robot)?.name ?? robot} in ${view.get('pool', pool)?.name ?? pool}`;
}

function manifestOf(view: Look, row: Readonly<Rows['deployment']> | undefined) {
  const pack = row && view.get('package', row.package);
  return pack && resolveVersion(view, pack, row.version).manifest;
}
