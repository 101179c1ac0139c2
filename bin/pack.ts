/** Makes a process package's archive (J2): the same content gives the same bytes, a wrong manifest is refused. */
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as tar from 'tar';
import { refuse } from '../protocol/errors.ts';
import { type Manifest, parseManifest } from '../protocol/manifest.ts';

/** Never part of a package: version control, other archives, npm's links to programs (links are refused anyway, X8). */
const LEFT_OUT = new Set(['.git', '.DS_Store', '.gantry']);

export interface Packed {
  file: string;
  manifest: Manifest;
  sha256: string;
  bytes: number;
  files: number;
}

export function readManifest(folder: string): Manifest {
  const file = join(folder, 'process.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(
      'ValidationError',
      `${file} can't be read (${(error as NodeJS.ErrnoException).code}): a package is a folder with a process.json; "gantry init" makes one`,
      { field: 'process.json', cause: error },
    );
  }
  try {
    return parseManifest(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      return refuse('ValidationError', `${file} is not JSON: ${error.message}`, {
        field: 'process.json',
        cause: error,
      });
    throw error;
  }
}

/** Packs `folder` into `out` (a `.tgz`). Entries are sorted, owners, times and modes fixed: reproducible. */
export async function pack(folder: string, out?: string): Promise<Packed> {
  const manifest = readManifest(folder);
  const file = out ?? `${manifest.name}-${manifest.version}.tgz`;
  const entries = listFiles(folder, folder).sort();
  await tar.create(
    {
      cwd: folder,
      file,
      gzip: { level: 9 },
      portable: true,
      noMtime: true,
      noDirRecurse: true,
      strict: true,
      onWriteEntry: (entry) => {
        if (entry.stat) entry.stat.mode = entry.stat.mode & 0o111 ? 0o755 : 0o644;
      },
    },
    entries,
  );
  return { file, manifest, sha256: await sha256Of(file), bytes: statSync(file).size, files: entries.length };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const inside = relative(root, path).split(sep).join('/');
    if (LEFT_OUT.has(name) || inside.endsWith('.tgz') || inside.endsWith('node_modules/.bin')) return [];
    const stat = lstatSync(path);
    if (stat.isDirectory()) return listFiles(root, path);
    if (stat.isFile()) return [inside];
    return refuse(
      'ValidationError',
      `${inside} is a ${stat.isSymbolicLink() ? 'link' : 'special file'}: packages hold regular files only; copy the file in its place`,
      { field: inside },
    );
  });
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
