/** The settings that an administrator changes while the coordinator runs: names, units, bounds, and what each means. */
import { z } from 'zod';

export interface SettingRow {
  /** What a page puts together. */
  group: 'evidence' | 'records' | 'disk' | 'uploads' | 'work';
  unit: 'days' | 'hours' | 'bytes';
  least: number;
  most: number;
  says: string;
}

/** A hundred years. */
const MAX_DAYS = 36_500;
/** A year. */
const MAX_HOURS = 8_760;
const PIB = 1024 ** 5;
const GIB = 1024 ** 3;

type Group = SettingRow['group'];
const days = (group: Group, what: string): SettingRow => ({
  ...{ group, unit: 'days', least: 0, most: MAX_DAYS },
  says: `How long ${what}; 0 = for ever.`,
});
const total = (group: Group, what: string): SettingRow => ({
  ...{ group, unit: 'bytes', least: 0, most: PIB },
  says: `How much ${what} may take together; beyond it the oldest go first. 0 = no limit.`,
});
const upload = (most: number, what: string): SettingRow => ({
  ...{ group: 'uploads', unit: 'bytes', least: 1, most },
  says: `The largest ${what} that is taken.`,
});

/** The order is that of the page. */
export const settingRows = {
  keepVideoDays: days('evidence', 'videos of runs are kept'),
  keepVideoBytes: total('evidence', 'videos'),
  keepScreenshotDays: days('evidence', 'screenshots of runs are kept'),
  keepScreenshotBytes: total('evidence', 'screenshots'),
  keepFileDays: days('evidence', 'files that runs attached are kept'),
  keepFileBytes: total('evidence', 'attached files'),
  keepLogDays: days('evidence', 'logs of runs are kept'),
  keepLogBytes: total('evidence', 'logs'),
  keepHistoryDays: days('records', 'the history of resources is kept'),
  keepHistoryBytes: total('records', 'the history of resources'),
  keepJobDays: days('records', 'jobs that have ended are kept, with their run instances and all their evidence'),
  keepAuditDays: days('records', 'the audit is kept'),
  lowDiskBytes: {
    ...{ group: 'disk', unit: 'bytes', least: 0, most: PIB },
    says:
      'With less free space than this on the disk of the data folder nothing new is taken until there is more; below twice as much old ' +
      'evidence is deleted, videos first. Never more than a twentieth of the disk; 0 = never.',
  },
  packageBytes: upload(64 * GIB, 'package'),
  fileBytes: upload(64 * GIB, 'file for a parameter'),
  starveAfterHours: {
    ...{ group: 'work', unit: 'hours', least: 0, most: MAX_HOURS },
    says: 'Waiting jobs older than this get every fourth turn of a robot, whatever their priority; 0 = never.',
  },
} as const satisfies Record<string, SettingRow>;

export type SettingName = keyof typeof settingRows;
export const settingNames = Object.keys(settingRows) as SettingName[];
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingRows, name);

/** Values that are stored; what is absent is as the coordinator was started with. */
export type StoredSettings = Partial<Record<SettingName, number>>;

const wished = ({ least, most }: SettingRow) => z.int().min(least).max(most).nullable().optional();

/** Parameters of `settings.update`: null = as it was before anybody set it. */
export const settingParams = Object.fromEntries(
  settingNames.map((name) => [name, wished(settingRows[name])]),
) as Record<SettingName, ReturnType<typeof wished>>;
