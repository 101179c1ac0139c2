/** Verbs of backups (P16): whole copies of the database and its files, made while everything goes on. */
import { z } from 'zod';
import { Count, Instant } from './fields.ts';
import { Nothing, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;

/** A folder's name on every file system; never one that looks unfinished. */
export const BackupName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'letters, digits, ".", "_" and "-" only, beginning with a letter or digit')
  .refine((name) => !name.endsWith('.part') && !name.endsWith('.'), 'must not end in ".part" or "."');

/** What lies as `manifest.json` in a backup; it was opened and checked before this was written. */
export const BackupView = z.strictObject({
  format: z.literal(1),
  name: BackupName,
  created: Instant,
  gantry: z.string(),
  schema: Count,
  database: z.strictObject({ bytes: Count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Packages and files for parameters. */
  blobs: z.strictObject({ count: Count, bytes: Count }),
  /** Rows of what people look for first. */
  counts: z.record(z.string(), Count),
  /** Id of the master key that its secrets need; absent = it holds no secret. */
  masterKey: z.string().optional(),
});
export type BackupView = z.output<typeof BackupView>;

export const callsBackup = {
  'backup.list': service({
    who: people,
    role: 'admin',
    audit: false,
    params: {},
    result: z.strictObject({
      /** Where they lie on the coordinator's machine. */
      folder: z.string(),
      items: z.array(BackupView),
      /** One is being made. */
      underWay: z.boolean(),
    }),
    http: 'GET /backups',
    says: 'The backups, newest first, and whether one is being made.',
  }),
  'backup.create': service({
    who: people,
    role: 'admin',
    params: {
      /** Absent = the time. */
      name: BackupName.optional(),
      /** After success so many newest ones stay, this one counted; older ones are deleted. Absent = all stay. */
      keep: z.int().min(1).max(10_000).optional(),
    },
    result: z.strictObject({ backup: BackupView, deleted: z.array(z.string()) }),
    http: 'POST /backups',
    says: 'Make a backup of database, packages and parameter files, without the master key; it is opened and checked (P16).',
  }),
  'backup.delete': service({
    who: people,
    role: 'admin',
    params: { backup: BackupName },
    result: Nothing,
    http: 'DELETE /backups/:backup',
    says: 'Delete a backup for good.',
  }),
  'backup.made': write({
    who: system,
    params: { backup: BackupName },
    result: Nothing,
    says: 'A backup is whole and was checked; the audit is told.',
  }),
  'backup.removed': write({
    who: system,
    params: { backup: BackupName },
    result: Nothing,
    says: 'A backup is deleted; the audit is told.',
  }),
};
