/** `--param name=value` pairs: typed by the package's manifest, files uploaded (J1, J13). */
import { type Stats, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { refuse } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { FileValue } from '../protocol/file-value.ts';
import type { Manifest } from '../protocol/manifest.ts';
import type { Api } from './api.ts';
import { progress } from './output.ts';

/** What an option `--param` says of itself in every help. */
export const PARAM_HELP = 'a parameter’s value; a file as NAME=@PATH (repeat)';

/** Values as the package has them typed. Nothing is uploaded before every pair is right. */
export async function typedParams(
  open: Api,
  packageName: string,
  version: string,
  pairs: string[],
): Promise<Record<string, Json>> {
  if (pairs.length === 0) return {};
  const manifest = await manifestOf(open, packageName, version);
  const types = new Map(manifest.parameters.map((p) => [p.name, p.type]));
  const given = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) return refuse('ValidationError', `--param ${pair}: must be name=value`, { field: 'param' });
    const name = pair.slice(0, at);
    const type = types.get(name) ?? 'text';
    const text = pair.slice(at + 1);
    return { name, value: type === 'file' ? fileNamed(text, name) : typed(type, text, name) };
  });
  const values: Record<string, Json> = {};
  for (const { name, value } of given) values[name] = value instanceof LocalFile ? await uploaded(open, value) : value;
  return values;
}

async function manifestOf(open: Api, name: string, version: string): Promise<Manifest> {
  const found = await open.call('package.show', { package: name });
  const text = version === 'latest' ? found.latest : version;
  return (
    found.versions.find((v) => v.version === text) ??
    refuse('PackageNotFound', `the package ${name} has no version ${text}`)
  ).manifest;
}

function typed(type: string, text: string, name: string): Json {
  if (type === 'text') return text;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse('ValidationError', `--param ${name}: "${text}" is not a ${type} (written as JSON)`, {
      field: `params.${name}`,
      cause: error,
    });
  }
}

class LocalFile {
  readonly path: string;
  readonly bytes: number;
  constructor(path: string, bytes: number) {
    this.path = path;
    this.bytes = bytes;
  }
}

/** With or without the `@`: a file parameter takes nothing but a file. */
function fileNamed(text: string, name: string): LocalFile {
  const path = resolve(text.startsWith('@') ? text.slice(1) : text);
  const wrong = (says: string, cause?: unknown) =>
    refuse('ValidationError', `--param ${name}: ${path} ${says}`, { field: `params.${name}`, cause });
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return wrong(code === 'ENOENT' ? 'is not there' : `can't be read (${code})`, error);
  }
  return stats.isFile() ? new LocalFile(path, stats.size) : wrong('is no file');
}

function uploaded(open: Api, { path, bytes }: LocalFile): Promise<FileValue> {
  const bar = progress(`uploading ${basename(path)}`);
  return open.uploadFile(path, bytes, (done) => bar(done, bytes));
}
