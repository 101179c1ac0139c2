/** What each table looks like to an engine: kind of every column, and how old rows are found. Searches: picks and lists. */
import type { Rows, TableName } from '../domain/rows.ts';
import { assetTables } from './tables-asset.ts';
import { auditTables } from './tables-audit.ts';
import { fileTables } from './tables-file.ts';
import { queueTables } from './tables-queue.ts';
import { scheduleTables } from './tables-schedule.ts';
import { settingTables } from './tables-setting.ts';
import { webhookTables } from './tables-webhook.ts';

/**
 * `int?` may be null. `json` is JSON as text. `common` is JSON that many rows share (authors, tags): each text is parsed
 * once and the frozen value is given to all of them.
 */
export type Kind = 'text' | 'int' | 'int?' | 'json' | 'common';

type KindOf<V> = [V] extends [string]
  ? 'text'
  : [V] extends [number]
    ? 'int'
    : [V] extends [number | null]
      ? 'int?'
      : 'json' | 'common';

export interface Table<T extends TableName = TableName> {
  /**
   * The compiler proves that every column of the row is here, with the kind of its type. What is added later stands last,
   * as the redo log counts columns; older rows have 0, '' or null there (`absent`, sqlite/schema.ts).
   */
  columns: { readonly [C in keyof Rows[T]]-?: KindOf<Rows[T][C]> };
  /** Small rows that are looked up by id: stored in the id's own tree. */
  compact?: boolean;
  /** Rows that are only ever added and read as a list: engines may keep many of them as one (sqlite/history.ts). */
  packed?: boolean;
  /** Rows that history tells of: engines that pack it may note in the row where (sqlite/history.ts). */
  trailed?: boolean;
  /** Rows in which this column is 0 are over and done with: nobody is expected to ask for them. */
  over?: keyof Rows[T] & string;
  /**
   * Rows that may be pruned: `column` holds their date (0 = kept for ever). `by: 'id'` when ids sort by that date, else
   * the column itself, which then has an index of its own.
   */
  age?: { column: keyof Rows[T] & string; by: 'id' | 'column' };
}

export const tables: { readonly [T in TableName]: Table<T> } = {
  user: {
    columns: {
      id: 'text',
      workspace: 'text',
      name: 'text',
      nameKey: 'text',
      fullName: 'text',
      role: 'text',
      passwordHash: 'text',
      disabled: 'int',
      evidence: 'int',
      created: 'int',
    },
  },
  token: {
    columns: {
      id: 'text',
      workspace: 'text',
      kind: 'text',
      subject: 'text',
      name: 'text',
      role: 'text',
      pool: 'text',
      epoch: 'int',
      created: 'int',
      expires: 'int',
    },
    age: { column: 'expires', by: 'column' },
  },
  robot: {
    columns: {
      id: 'text',
      workspace: 'text',
      name: 'text',
      nameKey: 'text',
      publicKey: 'text',
      state: 'text',
      paused: 'int',
      session: 'text',
      epoch: 'int',
      run: 'text',
      facts: 'json',
      labels: 'json',
      rival: 'json',
      because: 'text',
      restUntil: 'int',
      restBecause: 'text',
      created: 'int',
      seen: 'int',
      becauseAs: 'json',
      restBecauseAs: 'json',
    },
  },
  pool: { columns: { id: 'text', workspace: 'text', name: 'text', nameKey: 'text', created: 'int' } },
  member: { columns: { id: 'text', pool: 'text', robot: 'text', created: 'int' }, compact: true },
  package: {
    columns: { id: 'text', workspace: 'text', name: 'text', latest: 'text', deleted: 'int', created: 'int' },
  },
  version: {
    columns: {
      id: 'text',
      package: 'text',
      version: 'text',
      sha256: 'text',
      content: 'text',
      bytes: 'int',
      manifest: 'json',
      deleted: 'int',
      author: 'common',
      created: 'int',
    },
  },
  deployment: {
    columns: {
      id: 'text',
      workspace: 'text',
      name: 'text',
      nameKey: 'text',
      package: 'text',
      version: 'text',
      retries: 'int',
      priority: 'int',
      recording: 'text',
      params: 'json',
      secrets: 'common',
      bindings: 'json',
      allowAssets: 'json',
      allowQueues: 'json',
      pool: 'text',
      robots: 'json',
      timeoutMs: 'int',
      lostAfterMs: 'int',
      backoff: 'common',
      whenNoRobot: 'text',
      enabled: 'int',
      deleted: 'int',
      author: 'common',
      created: 'int',
    },
  },
  job: {
    columns: {
      id: 'text',
      workspace: 'text',
      deployment: 'text',
      deploymentName: 'text',
      package: 'text',
      version: 'text',
      source: 'text',
      author: 'common',
      state: 'text',
      priority: 'int',
      params: 'json',
      secrets: 'common',
      bindings: 'json',
      retries: 'int',
      recording: 'text',
      timeoutMs: 'int',
      lostAfterMs: 'int',
      backoff: 'common',
      robot: 'text',
      pool: 'text',
      waiting: 'int',
      restSince: 'int',
      notBefore: 'int',
      run: 'text',
      attempts: 'int',
      cancelling: 'int',
      created: 'int',
      started: 'int',
      ended: 'int',
      message: 'text',
      output: 'json',
      key: 'text',
      condition: 'text',
      parent: 'text',
      parentRun: 'text',
      withParent: 'int',
      again: 'text',
      messageAs: 'json',
    },
  },
  run: {
    columns: {
      id: 'text',
      job: 'text',
      workspace: 'text',
      number: 'int',
      robot: 'text',
      robotName: 'text',
      machine: 'text',
      account: 'text',
      epoch: 'int',
      state: 'text',
      open: 'int',
      reported: 'int',
      assigned: 'int',
      accepted: 'int',
      started: 'int',
      ended: 'int',
      exitCode: 'int?',
      signal: 'text',
      reason: 'text',
      error: 'text',
      acked: 'int',
      lines: 'int',
      logBytes: 'int',
      logGone: 'int',
      errors: 'int',
      screenshots: 'int',
      recording: 'text',
      video: 'json',
      progress: 'json',
      steps: 'json',
      output: 'json',
      boot: 'text',
      errorAs: 'json',
      stepCount: 'int',
      openSteps: 'json',
    },
  },
  log: { columns: { id: 'text', run: 'text', first: 'int', count: 'int', lines: 'json' } },
  artifact: {
    columns: {
      id: 'text',
      run: 'text',
      kind: 'text',
      name: 'text',
      mime: 'text',
      bytes: 'int',
      sha256: 'text',
      atMs: 'int',
      label: 'text',
      state: 'text',
      received: 'int',
      meta: 'json',
      created: 'int',
      deleted: 'int',
      because: 'text',
      deletedBy: 'text',
    },
  },
  ...fileTables,
  ...queueTables,
  ...auditTables,
  ...webhookTables,
  ...scheduleTables,
  ...assetTables,
  ...settingTables,
  name: { columns: { id: 'text', owner: 'text' }, compact: true },
  meta: { columns: { id: 'text', value: 'json' }, compact: true },
  // New tables come last: the redo log names a table by its place here.
  step: { columns: { id: 'text', run: 'text', shown: 'json' } },
  gone: {
    columns: { id: 'text', workspace: 'text', author: 'common', because: 'text', at: 'int', done: 'int' },
    age: { column: 'done', by: 'column' },
  },
};

export const tableNames = Object.keys(tables) as TableName[];
/** Tables with a row of their own for each row: of the others engines keep many rows as one. */
export const plainTables = tableNames.filter((name) => !(tables[name] as Table).packed);
