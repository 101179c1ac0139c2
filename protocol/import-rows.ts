/** From the lines of a CSV or JSON Lines file to resources to add: which column is what, and what is wrong with a line. Pure. */
import { refuse } from './errors.ts';
import type { Json } from './fields.ts';
import { type CsvProblem, CsvReader, type CsvRecord, delimiterOf, isProblem, plainCell } from './import-csv.ts';
import { LineReader } from './import-lines.ts';
import { say } from './sentence.ts';

export type ImportFormat = 'csv' | 'jsonl';

/** What a file's lines mean. Names of columns; for JSON Lines: of fields of each value. */
export interface ImportPlan {
  format: ImportFormat;
  /** CSV: default is what the header suggests. */
  delimiter?: string | undefined;
  /** Natural key (Q40); the column also stays in the value. */
  key?: string | undefined;
  /** Tags: separated by commas or semicolons, or a JSON list. */
  tags?: string | undefined;
  priority?: string | undefined;
  /** The value as JSON; without it all columns but tags and priority are the value's fields. */
  value?: string | undefined;
  /** CSV: cells that look like a number, true, false or nothing become that; otherwise every cell is text. */
  types?: boolean | undefined;
  /** JSON Lines: each line is `{value, tags?, priority?, key?}` instead of the value itself. */
  wrapped?: boolean | undefined;
  /** For every resource. */
  allTags?: string[] | undefined;
  allPriority?: number | undefined;
}

export interface ImportItem {
  value: Json;
  tags?: string[];
  priority?: number;
  key?: string;
}
export interface ImportLine {
  line: number;
  /** As it stands in the file. */
  text: string;
  item: ImportItem;
}
export interface BadLine {
  line: number;
  text: string;
  /** Where in the line, if it is known. */
  column?: string | undefined;
  reason: string;
}
export const isBad = (found: ImportLine | BadLine): found is BadLine => 'reason' in found;

/** What is wrong with an item, by the same rules as everywhere (Q3): `field` is `value`, `tags.0`, `priority` or `key`. */
export type CheckItem = (item: ImportItem) => { field: string; reason: string } | undefined;

/** Feed it with `push`, close it with `end`. A wrong header is refused with `ValidationError`; a wrong line is a `BadLine`. */
export class ImportReader {
  #plan: ImportPlan;
  readonly #check: CheckItem;
  #csv: CsvReader | undefined;
  readonly #lines = new LineReader();
  /** Until the header is whole: the delimiter comes from it. */
  #head = '';
  /** The header as it stands in the file; '' for JSON Lines and before it was read. */
  header = '';
  #columns: string[] | undefined;
  /** The file is one that `queue export` wrote: its columns say by their names what they are. */
  exported = false;
  #begun = false;

  constructor(plan: ImportPlan, check: CheckItem) {
    this.#plan = plan;
    this.#check = check;
  }

  get delimiter(): string {
    return this.#plan.delimiter ?? delimiterOf(this.header);
  }

  push(text: string): (ImportLine | BadLine)[] {
    if (this.#plan.format === 'jsonl') return this.#lines.push(text).map((one) => this.#jsonLine(one));
    if (this.#csv) return this.#csvLines(this.#csv.push(text));
    this.#head += text;
    return /\S[^\n]*\n/.test(this.#head) ? this.#begin() : [];
  }

  end(): (ImportLine | BadLine)[] {
    if (this.#plan.format === 'jsonl') return this.#lines.end().map((one) => this.#jsonLine(one));
    const begun = this.#csv ? [] : this.#begin();
    const rest = this.#csvLines(this.#csv!.end());
    if (!this.#columns)
      refuse('ValidationError', 'there is no line: a CSV file begins with a header', { field: 'file' });
    return [...begun, ...rest];
  }

  #begin(): (ImportLine | BadLine)[] {
    const first = this.#head.trimStart().split('\n', 1)[0]!;
    this.#csv = new CsvReader(this.#plan.delimiter ?? delimiterOf(first));
    return this.#csvLines(this.#csv.push(this.#head));
  }

  #csvLines(found: (CsvRecord | CsvProblem)[]): (ImportLine | BadLine)[] {
    const lines = this.#columns ? found : this.#takeHeader(found);
    return lines.map((one) =>
      isProblem(one) ? { line: one.line, text: one.text, reason: one.problem } : this.#csvLine(one),
    );
  }

  #takeHeader([head, ...rest]: (CsvRecord | CsvProblem)[]): (CsvRecord | CsvProblem)[] {
    if (!head) return [];
    if (isProblem(head))
      return refuse(
        'ValidationError',
        say`the header (line ${{ line: head.line }}): ${{ problem: head.problem }}`,
        FILE,
      );
    this.header = head.text;
    this.exported = isExport(head.fields, this.#plan);
    if (this.exported) this.#plan = { ...this.#plan, ...EXPORTED };
    this.#columns = checkedHeader(head, this.#plan);
    return rest;
  }

  #csvLine({ line, text, fields }: CsvRecord): ImportLine | BadLine {
    const columns = this.#columns!;
    if (fields.length !== columns.length)
      return { line, text, reason: `has ${fields.length} columns, the header has ${columns.length}` };
    const row = new Map(columns.map((name, i) => [name, plainCell(fields[i]!)]));
    return this.#checked(line, text, csvItem(row, this.#plan, this.exported));
  }

  #jsonLine({ line, text, problem }: { line: number; text: string; problem?: string }): ImportLine | BadLine {
    if (problem !== undefined) return { line, text, reason: problem };
    const parsed = parsedJson(text);
    if ('reason' in parsed) return { line, text, ...parsed };
    if (!this.#begun) this.exported = isExportedLine(parsed.json, this.#plan);
    this.#begun = true;
    return this.#checked(
      line,
      text,
      this.#plan.wrapped || this.exported ? wrappedItem(parsed.json) : bareItem(parsed.json, this.#plan),
    );
  }

  #checked(line: number, text: string, made: Made): ImportLine | BadLine {
    if ('reason' in made) return { line, text, column: made.column, reason: made.reason };
    if (text.includes('\uFFFD'))
      return { line, text, reason: 'holds bytes that are not of this encoding; name the right one with --encoding' };
    const item = withAll(made, this.#plan);
    const wrong = this.#check(item);
    return wrong ? { line, text, column: this.#columnOf(wrong.field), reason: wrong.reason } : { line, text, item };
  }

  /** The column that a refused field of the item came from. */
  #columnOf(field: string): string {
    const [part = ''] = field.split('.');
    return this.#plan[part as 'key' | 'tags' | 'priority' | 'value'] ?? field;
  }
}

type Made = ImportItem | { column?: string; reason: string };
const FILE = { field: 'file' };

const EXPORTED = { key: 'key', tags: 'tags', priority: 'priority', value: 'value' } as const;

/** An export's header, unless the columns were named: then it is taken as any other file. */
const isExport = (header: readonly string[], { key, tags, priority, value }: ImportPlan): boolean =>
  [key, tags, priority, value].every((name) => name === undefined) &&
  ['id', 'status', ...Object.values(EXPORTED)].every((name) => header.includes(name));

/** A first line as an export writes it, unless it was said how to read the lines. */
const isExportedLine = (json: Json, { key, tags, priority, wrapped }: ImportPlan): boolean =>
  [key, tags, priority, wrapped].every((said) => said === undefined) &&
  isObject(json) &&
  ['id', 'status', 'created', 'updated', 'value'].every((name) => Object.hasOwn(json, name)) &&
  Object.keys(json).every((name) => GIVEN_ANEW.has(name) || Object.hasOwn(EXPORTED, name));

function checkedHeader({ fields, line }: CsvRecord, plan: ImportPlan): string[] {
  const names = fields.map((name) => name.trim());
  const empty = names.indexOf('');
  if (empty >= 0)
    refuse('ValidationError', say`the header (line ${{ line }}): column ${{ value: empty + 1 }} has no name`, FILE);
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin !== undefined)
    refuse('ValidationError', say`the header (line ${{ line }}) has two columns "${{ twin }}"`, FILE);
  for (const option of ['key', 'tags', 'priority', 'value'] as const) {
    const name = plan[option];
    if (name !== undefined && !names.includes(name))
      refuse('ValidationError', say`there is no column "${{ name }}"; the header has: ${{ list: names.join(', ') }}`, {
        field: option,
      });
  }
  return names;
}

function csvItem(row: ReadonlyMap<string, string>, plan: ImportPlan, keyless: boolean): Made {
  const value = plan.value === undefined ? objectOf(row, plan) : parsedJson(row.get(plan.value)!);
  if ('reason' in value) return { column: plan.value!, reason: value.reason };
  const cell = (name: string | undefined) => (name === undefined ? '' : row.get(name)!.trim());
  const priority = cell(plan.priority);
  if (priority !== '' && !/^-?\d+$/.test(priority)) return { column: plan.priority!, reason: 'is no whole number' };
  const tags = tagsIn(cell(plan.tags));
  if (!Array.isArray(tags)) return { column: plan.tags!, reason: tags.reason };
  const key = cell(plan.key);
  if (plan.key !== undefined && key === '' && !keyless)
    return { column: plan.key, reason: 'is empty, but it is the key' };
  return {
    value: value.json,
    ...(tags.length > 0 ? { tags } : {}),
    ...(priority === '' ? {} : { priority: Number(priority) }),
    ...(key === '' ? {} : { key }),
  };
}

/** All columns but those of tags and priority. */
function objectOf(row: ReadonlyMap<string, string>, { tags, priority, types }: ImportPlan): { json: Json } {
  const entries = [...row].filter(([name]) => name !== tags && name !== priority);
  return { json: Object.fromEntries(entries.map(([name, text]) => [name, types ? typedCell(text) : text])) };
}

/** Only what is written back the same: 007 and numbers with more digits than a number holds stay text. */
function typedCell(text: string): Json {
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d/.test(text) && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

function tagsIn(cell: string): string[] | { reason: string } {
  if (!cell.startsWith('['))
    return cell
      .split(/[,;]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
  const parsed = parsedJson(cell);
  if ('reason' in parsed) return parsed;
  return isTexts(parsed.json) ? parsed.json : { reason: 'is no list of texts' };
}

const isTexts = (json: Json): json is string[] => Array.isArray(json) && json.every((one) => typeof one === 'string');
const isObject = (json: Json): json is { [name: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function bareItem(json: Json, plan: ImportPlan): Made {
  const fields = { key: plan.key, tags: plan.tags, priority: plan.priority };
  const item: Record<string, Json> = { value: json };
  for (const [part, name] of Object.entries(fields)) {
    if (name === undefined) continue;
    const found = isObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
    if (found === undefined && part === 'key') return { column: name, reason: 'is missing, but it is the key' };
    if (found !== undefined) item[part] = part === 'key' ? keyText(found) : found;
  }
  return item as unknown as ImportItem;
}

/** A number is a good key, too: as it is written. */
const keyText = (json: Json): Json => (typeof json === 'number' ? String(json) : json);

/** Fields of an exported line that adding gives anew. */
const GIVEN_ANEW: ReadonlySet<string> = new Set([
  ...['id', 'queue', 'status', 'attemptsLeft', 'attemptLimit', 'readLock', 'writeLock'],
  ...['author', 'created', 'editor', 'updated'],
]);

function wrappedItem(json: Json): Made {
  if (!isObject(json) || !Object.hasOwn(json, 'value'))
    return { column: 'value', reason: 'is missing: with --wrapped each line is {"value": …, "tags": […], …}' };
  const item: Record<string, Json> = {};
  for (const [name, part] of Object.entries(json)) {
    if (['value', 'tags', 'priority', 'key'].includes(name)) item[name] = part;
    else if (!GIVEN_ANEW.has(name)) return { column: name, reason: 'is no field of a resource to add' };
  }
  return item as unknown as ImportItem;
}

function withAll(item: ImportItem, { allTags = [], allPriority }: ImportPlan): ImportItem {
  const tags = allTags.length > 0 && (item.tags === undefined || Array.isArray(item.tags));
  return {
    ...item,
    ...(tags ? { tags: [...(item.tags ?? []), ...allTags] } : {}),
    ...(allPriority !== undefined && item.priority === undefined ? { priority: allPriority } : {}),
  };
}

function parsedJson(text: string): { json: Json } | { reason: string } {
  try {
    return { json: JSON.parse(text) as Json };
  } catch (error) {
    return { reason: `is not JSON (${(error as Error).message})` };
  }
}
