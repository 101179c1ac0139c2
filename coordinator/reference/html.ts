/** Pieces of HTML for the API page: escaped text, types as people write them, tables of fields. */
import type { Schema } from '../../protocol/openapi-schema.ts';

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark]!);

/** Paragraphs, **bold** and `code` of a description. */
export const prose = (text: string): string =>
  text
    .split('\n\n')
    .map((part) => `<p>${marked(part)}</p>`)
    .join('\n');

export const marked = (text: string): string =>
  escaped(text)
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/`(.+?)`/g, '<code>$1</code>');

/** The name of the schema that one refers to. */
export const schemaRef = ({ $ref }: Schema): string | undefined => $ref?.slice($ref.lastIndexOf('/') + 1);

/** What a reader need not follow a link for: a named schema's words, or the values that it may have. */
export function namedSays(schema: Schema, named: Record<string, Schema>): string | undefined {
  const target = named[schemaRef(schema) ?? ''];
  const values = target?.enum?.map((value) => `\`${value}\``).join(', ');
  return schema.description ?? target?.description ?? values;
}

/** A schema as a type: `text (1–60 characters)`, `Tag[]`, `{ read?: … }`; named ones are links. */
export function typeHtml(schema: Schema): string {
  const name = schemaRef(schema);
  if (name !== undefined) return `<a href="#schema-${name}">${escaped(name)}</a>`;
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => escaped(JSON.stringify(value))).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map(typeHtml))].join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeHtml({ ...schema, type })).join(' | ');
  if (schema.type === 'array') return arrayHtml(schema);
  if (schema.type === 'object') return objectHtml(schema);
  if (schema.type === 'string') return `text${limits(schema.minLength, schema.maxLength, ' characters')}`;
  if (schema.type === 'integer' || schema.type === 'number')
    return (schema.type === 'integer' ? 'whole number' : 'number') + limits(schema.minimum, schema.maximum, '');
  return escaped(schema.type ?? 'any JSON');
}

function arrayHtml(schema: Schema): string {
  const item = typeHtml(schema.items ?? {});
  const list = /[ |]/.test(item.replace(/<a [^>]*>/g, '')) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  return list + limits(schema.minItems, schema.maxItems, ' items');
}

function objectHtml({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    const values = typeof additionalProperties === 'object' ? typeHtml(additionalProperties) : 'any JSON';
    return `{ [name]: ${values} }`;
  }
  const fields = Object.entries(properties).map(
    ([name, field]) => `${escaped(name)}${required.includes(name) ? '' : '?'}: ${typeHtml(field)}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function limits(least: unknown, most: unknown, unit: string): string {
  if (typeof least !== 'number' && typeof most !== 'number') return '';
  const number = (n: unknown) => (typeof n === 'number' ? n.toLocaleString('en') : '');
  return ` <span class="faint">(${number(least)}…${number(most)}${unit})</span>`;
}

export interface FieldRow {
  name: string;
  required: boolean;
  schema: Schema;
  where?: string;
  description?: string | undefined;
}

/** A row per field: its name, its type, what it is for. */
export function fieldsTable(rows: FieldRow[]): string {
  const body = rows.map(({ name, required, schema, where, description }) => {
    const facts = [where && where !== 'body' ? `in ${where}` : '', required ? 'required' : '']
      .filter(Boolean)
      .join(', ');
    const small = facts === '' ? '' : ` <span class="faint">${facts}</span>`;
    const says = description ? `<br><span class="faint">${marked(description)}</span>` : '';
    return `<tr><th scope="row"><code>${escaped(name)}</code>${small}</th><td class="type">${typeHtml(schema)}${says}</td></tr>`;
  });
  return `<table>${body.join('')}</table>`;
}
