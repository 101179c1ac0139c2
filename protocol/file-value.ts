/** The value of a parameter of type `file` (J1): which content, under which name. Its bytes travel by `PUT /files`. */
import { z } from 'zod';
import { Sha256 } from './fields.ts';

/** Characters of a file's name: what every file system can store, with room for a folder before it. */
const MAX_NAME = 120;
/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

export const FileName = z.string().min(1).max(1_000);

/** What `PUT /files` answers, and what stands in `params`: the content by its sha256, the name it is to have. */
export const FileValue = z.strictObject({ file: Sha256, name: FileName, bytes: z.int().min(0) });
export type FileValue = z.output<typeof FileValue>;

export const isFileValue = (value: unknown): value is FileValue =>
  typeof value === 'object' && value !== null && 'file' in value && FileValue.safeParse(value).success;

/**
 * A name under which this file can lie on any machine, as much as possible the one it had: the last part of a path,
 * without what a file system refuses or a shell would trip over; the extension stays.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_')
    .replace(/^[\s.-]+/, '')
    .replace(/[. ]+$/, '');
  if (clean === '') return 'file';
  return shortened(DEVICE.test(clean) ? `_${clean}` : clean);
}

function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX_NAME) return name;
  const dot = letters.lastIndexOf('.');
  const extension = dot > 0 && letters.length - dot <= 20 ? letters.slice(dot) : [];
  return [...letters.slice(0, MAX_NAME - extension.length), ...extension].join('');
}
