/**
 * Resources as lines of CSV or JSON Lines: what `queue export` writes and `queue import` reads again. Pure. No byte order
 * mark: scripts read them. Tables for people's spreadsheets have one: export-tables.ts.
 */
import { z } from 'zod';
import { type Json, Name } from './fields.ts';
import { csvField, safeCell } from './import-csv.ts';
import type { ResourceWithValue } from './shapes.ts';
import { resourceWhere } from './shapes-bulk.ts';

export const ExportParams = z.strictObject({
  queue: Name,
  format: z.enum(['csv', 'jsonl']).optional(),
  ...resourceWhere,
});
export type ExportFormat = 'csv' | 'jsonl';

/** Columns made of fields of the values; what has more is whole in the column `value`. */
export const MAX_FIELD_COLUMNS = 100;
const columns = ['id', 'status', 'attemptsLeft', 'key', 'tags', 'priority', 'created', 'updated', 'value'] as const;

/** The header of a CSV file: a resource's parameters, its value as JSON, and for spreadsheets the value's `fields` each. */
export const csvHeader = (fields: readonly string[]): string =>
  csvLine([...columns, ...fields.map((name) => `value.${name}`)]);

/** The top-level fields of these values, in the order in which they appear; at most MAX_FIELD_COLUMNS. */
export function fieldsOf(values: Iterable<Json>): string[] {
  const names = new Set<string>();
  for (const value of values)
    if (isObject(value)) for (const name of Object.keys(value)) if (names.size < MAX_FIELD_COLUMNS) names.add(name);
  return [...names];
}

export function csvRow(resource: ResourceWithValue, fields: readonly string[]): string {
  const { id, status, attemptsLeft, key = '', tags, priority, created, updated, value } = resource;
  const cells = [id, status, attemptsLeft ?? '', key, tagsCell(tags), priority, instant(created), instant(updated)];
  const object = isObject(value) ? value : {};
  const parts = fields.map((name) => (Object.hasOwn(object, name) ? cellOf(object[name]!) : ''));
  return csvLine([...cells.map(String), JSON.stringify(value), ...parts]);
}

/** One JSON object a line: `queue import --wrapped` takes it as it is. */
export function jsonLine(resource: ResourceWithValue): string {
  const { id, status, attemptsLeft, key, tags, priority, created, updated, value } = resource;
  return `${JSON.stringify({ id, status, attemptsLeft, key, tags, priority, created, updated, value })}\n`;
}

export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => csvField(safeCell(cell))).join(',')}\r\n`;

/** Separated by semicolons, or a JSON list where a tag has a separator itself. */
const tagsCell = (tags: readonly string[]): string =>
  tags.some((tag) => /[,;]|^\[/.test(tag)) ? JSON.stringify(tags) : tags.join(';');

/** Texts as they are, anything else as JSON. */
const cellOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
export const instant = (ms: number): string => new Date(ms).toISOString();
const isObject = (json: Json): json is { [name: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
