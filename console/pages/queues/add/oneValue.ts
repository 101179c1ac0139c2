/** The value of one resource as it is typed: JSON text, or fields with a name and a type. Pure. */
import type { Json } from '../../../../protocol/fields.ts';
import { jsonProblem, MAX_VALUE_BYTES } from '../../../../protocol/json-value.ts';
import { t } from '../../../i18n/index.ts';

export type FieldType = 'text' | 'number' | 'boolean' | 'json';
export const fieldTypes: FieldType[] = ['text', 'number', 'boolean', 'json'];

export interface TypedField {
  name: string;
  type: FieldType;
  text: string;
}

export interface OneValues {
  as: 'fields' | 'json';
  json: string;
  fields: TypedField[];
  key: string;
  tags: string[];
  priority: number | string;
}

export const emptyField: TypedField = { name: '', type: 'text', text: '' };

/** The names and types of another value, without what stands in them. */
export function likeThat(value: Json): TypedField[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [emptyField];
  const fields = Object.entries(value).map(([name, one]) => ({ name, type: typeOf(one), text: '' }));
  return fields.length > 0 ? fields : [emptyField];
}

function typeOf(value: Json): FieldType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' && value !== null ? 'json' : 'text';
}

/** What is wrong with a field, or nothing; a row with neither name nor text is none. */
export function fieldProblem({ name, type, text }: TypedField, all: readonly TypedField[]): string | undefined {
  if (name.trim() === '') return text === '' ? undefined : t('addOne.nameNeeded');
  if (all.filter((other) => other.name.trim() === name.trim()).length > 1) return t('addOne.nameTwice');
  if (type === 'number' && text.trim() !== '' && !Number.isFinite(Number(text))) return t('addOne.noNumber');
  return type === 'json' && text.trim() !== '' && parsed(text) === undefined ? t('params.notJson') : undefined;
}

function plain({ type, text }: TypedField): Json {
  if (type === 'text') return text;
  if (text.trim() === '') return null;
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : parsed(text)!;
}

/** The value, or what is wrong with it. */
export function typedValue({ as, json, fields }: OneValues): { value: Json } | { problem: string } {
  if (as === 'json') {
    const value = parsed(json);
    if (value === undefined) return { problem: json.trim() === '' ? t('addOne.valueNeeded') : t('params.notJson') };
    return jsonProblem(value, MAX_VALUE_BYTES) === undefined ? { value } : { problem: t('retry.tooLarge') };
  }
  const named = fields.filter(({ name }) => name.trim() !== '');
  const wrong = fields.map((field) => fieldProblem(field, fields)).find((problem) => problem !== undefined);
  if (wrong !== undefined) return { problem: wrong };
  if (named.length === 0) return { problem: t('addOne.valueNeeded') };
  return { value: Object.fromEntries(named.map((field) => [field.name.trim(), plain(field)])) };
}

/** Undefined: not JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // still being typed; the field says so
  }
}
