/** How a file will be read: what its first lines look like, and what they become. */
import { checkNewResource } from '../../../../protocol/import-check.ts';
import {
  type BadLine,
  type ImportFormat,
  type ImportItem,
  type ImportPlan,
  ImportReader,
  isBad,
} from '../../../../protocol/import-rows.ts';
import { told } from '../../../show/told.ts';
import { pieces } from './runImport.ts';

export interface PlanValues {
  format: ImportFormat;
  encoding: string;
  /** Names of columns (CSV) or fields (JSON Lines); '' = none. */
  key: string;
  tags: string;
  priority: string;
  value: string;
  types: boolean;
  allTags: string[];
  strict: boolean;
}

export const encodings = ['utf-8', 'utf-16le', 'windows-1252', 'windows-1251', 'gb18030'];

export const planFor = (name: string): PlanValues => ({
  format: /\.(jsonl|ndjson|json)$/i.test(name) ? 'jsonl' : 'csv',
  encoding: 'utf-8',
  key: '',
  tags: '',
  priority: '',
  value: '',
  types: false,
  allTags: [],
  strict: false,
});

export function importPlan({ format, key, tags, priority, value, types, allTags }: PlanValues): ImportPlan {
  return {
    format,
    ...(key ? { key } : {}),
    ...(tags ? { tags } : {}),
    ...(priority ? { priority } : {}),
    ...(format === 'csv' && value ? { value } : {}),
    ...(format === 'csv' && types ? { types } : {}),
    ...(allTags.length > 0 ? { allTags } : {}),
  };
}

export interface Look {
  /** Columns of a CSV file, fields of the first JSON lines. */
  names: string[];
  samples: ImportItem[];
  bad: BadLine[];
  /** It is an export of Gantry: its columns say by their names what they are. */
  exported: boolean;
  /** Why it can't be read at all. */
  problem?: string;
}

const LOOKED_BYTES = 256 * 1024;
const SAMPLES = 4;
const MAX_NAMES = 500;

/** The beginning of the file, read as the import will. */
export async function lookAt(file: Blob, values: PlanValues): Promise<Look> {
  const head = file.slice(0, LOOKED_BYTES);
  const names = await namesIn(head, values);
  try {
    const reader = new ImportReader(importPlan(values), checkNewResource);
    const found: ReturnType<ImportReader['push']> = [];
    for await (const { text } of pieces(head, values.encoding)) found.push(...reader.push(text));
    if (file.size <= LOOKED_BYTES) found.push(...reader.end());
    const samples = found.flatMap((one) => (isBad(one) ? [] : [one.item])).slice(0, SAMPLES);
    return { names, samples, bad: found.filter(isBad).slice(0, SAMPLES), exported: reader.exported };
  } catch (error) {
    return { names, samples: [], bad: [], exported: false, problem: told(error as Error) };
  }
}

/** Read without a plan: every column stays in the value. */
async function namesIn(head: Blob, { format, encoding }: PlanValues): Promise<string[]> {
  try {
    const reader = new ImportReader({ format, key: undefined, wrapped: false }, () => undefined);
    const names = new Set<string>();
    for await (const { text } of pieces(head, encoding))
      for (const one of reader.push(`${text}${text === '' ? '\n' : ''}`))
        if (!isBad(one) && typeof one.item.value === 'object' && one.item.value !== null)
          for (const name of Object.keys(one.item.value)) if (names.size < MAX_NAMES) names.add(name);
    return [...names];
  } catch {
    return []; // `lookAt` says what is wrong with the file
  }
}
