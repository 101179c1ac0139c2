/** Verbs of the settings that can be changed while the coordinator runs (E17): what they are, and changing them. */
import { z } from 'zod';
import { Author, Count, Instant } from './fields.ts';
import { settingNames, settingParams } from './settings.ts';
import { DiskView } from './shapes-disk.ts';
import { read, write } from './verb.ts';

const people = ['person'] as const;

export const SettingView = z.strictObject({
  name: z.enum(settingNames),
  group: z.enum(['evidence', 'records', 'disk', 'uploads', 'work']),
  unit: z.enum(['days', 'hours', 'bytes']),
  least: z.int(),
  most: z.int(),
  says: z.string(),
  value: z.int(),
  /** What counts when nobody has set it: the coordinator's flags, environment or own default. */
  default: z.int(),
  /** Who set it and when; absent = nobody. */
  editor: Author.optional(),
  updated: Instant.optional(),
});
export type SettingView = z.output<typeof SettingView>;

export const callsSettings = {
  'settings.show': read({
    who: people,
    params: {},
    result: z.strictObject({
      items: z.array(SettingView),
      /** Bytes of evidence that are kept, by kind; logs of ended runs, about. */
      evidence: z.strictObject({ video: Count, screenshot: Count, file: Count, log: Count }),
      disk: DiskView,
    }),
    http: 'GET /settings',
    says: 'The settings that can be changed while the coordinator runs: values, defaults, bounds, who set them.',
  }),
  'settings.update': write({
    who: people,
    role: 'admin',
    params: settingParams,
    result: z.strictObject({ changed: z.array(z.enum(settingNames)) }),
    http: 'PATCH /settings',
    says: 'Change settings; they count at once and outlast restarts. `null` gives one back to the default.',
  }),
};
