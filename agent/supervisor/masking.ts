/** Secrets do not leave the machine (E5): replaces the values a run received, in all their written forms, in its log. */
import type { Json } from '../../protocol/fields.ts';
import type { Manifest } from '../../protocol/manifest.ts';

const MASK = '•••';
/** Shorter values are not masked: they would tear every text apart. */
const MIN_CHARS = 4;
/** Lines of a secret of several lines are masked by themselves from this length on. */
const MIN_LINE = 8;
/** Depth of nested fields that is looked into; what lies deeper is replaced as a whole. */
const MAX_DEPTH = 12;

export class Masker {
  #forms: string[] = [];
  #pattern: RegExp | undefined;

  constructor(values: Iterable<string> = []) {
    this.add(values);
  }

  /** From now on these are masked too. */
  add(values: Iterable<string>): void {
    const forms = new Set(this.#forms);
    for (const value of values) for (const form of writtenForms(value)) forms.add(form);
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
    this.#pattern = this.#forms.length === 0 ? undefined : new RegExp(this.#forms.map(literally).join('|'), 'g');
  }

  text(text: string): string {
    return this.#pattern ? text.replace(this.#pattern, MASK) : text;
  }

  json(value: Json, depth = 0): Json {
    if (!this.#pattern) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : MASK;
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return MASK;
    if (Array.isArray(value)) return value.map((v) => this.json(v, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [this.text(k), this.json(v, depth + 1)]));
  }

  /**
   * How many characters at the end of `text` may be the beginning of a secret: whoever cuts text into pieces keeps them
   * for the next piece.
   */
  openTail(text: string): number {
    let longest = 0;
    for (const form of this.#forms)
      for (let k = Math.min(form.length - 1, text.length); k >= MIN_CHARS && k > longest; k--)
        if (text.endsWith(form.slice(0, k))) longest = k;
    return longest;
  }
}

/** What is secret in an order: its tokens, the secret part of credential parameters, and what secret assets gave (J7). */
export function secretsOf(order: {
  manifest: Manifest;
  params: Record<string, Json>;
  secret?: string[] | undefined;
  supervisorToken: string;
  scriptToken: string;
}): string[] {
  const secrets = order.manifest.parameters
    .filter((p) => p.type === 'credential' || order.secret?.includes(p.name))
    .flatMap((p) => secretParts(order.params[p.name]));
  return [order.supervisorToken, order.scriptToken, ...secrets];
}

/** The `secret` (or password) of a credential; of an unknown shape every text in it. The user's name is none. */
function secretParts(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(secretParts);
  const known = ['secret', 'password'].filter((key) => typeof value[key] === 'string');
  return (known.length > 0 ? known.map((k) => value[k]) : Object.values(value)).flatMap(secretParts);
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function writtenForms(value: string): string[] {
  if (value.length < MIN_CHARS) return [];
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((l) => l.length >= MIN_LINE) : [];
  const forms = [value, ...lines, ...jsonForms(value), ...urlForms(value), ...base64Forms(value)];
  return forms.filter((f) => f.length >= MIN_CHARS);
}

/** As JSON writes it, as JSON in JSON, and with all but ASCII escaped, as other languages write it. */
function jsonForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [json, JSON.stringify(json).slice(1, -1), json.replaceAll('/', '\\/'), ascii];
}

/** As JavaScript and as forms write it, and strictly, as other languages do; hexadecimal in large or small letters. */
function urlForms(value: string): string[] {
  const url = encodeURIComponent(value.toWellFormed());
  const strict = url.replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const all = [url, strict, encodeURI(value.toWellFormed())];
  const spaced = all.flatMap((form) => [form, form.replaceAll('%20', '+')]);
  return spaced.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())]);
}

/** Base64 of the value on its own, and the part that stays the same wherever it stands inside something longer. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const own = bytes.toString('base64').replace(/=+$/, '');
  const inner = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const sure = Math.floor(((shift + bytes.length) * 8) / 6);
    return whole.slice(Math.ceil((shift * 8) / 6), sure);
  });
  const forms = [own, ...inner];
  return forms.flatMap((f) => [f, f.replaceAll('+', '-').replaceAll('/', '_')]);
}
