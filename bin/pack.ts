/** Makes a process package's archive (J2): the same content gives the same bytes, a wrong manifest is refused. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import * as tar from 'tar';
import { MANIFEST_NAME } from '../protocol/archive-limits.ts';
import { refuse } from '../protocol/errors.ts';
import { type Manifest, parseManifest } from '../protocol/manifest.ts';
import { IGNORE_FILE, readIgnored } from './pack-ignore.ts';

/** Never part of a package, at any depth: version control, what systems and we leave behind. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', '.DS_Store', 'Thumbs.db', '.gantry', IGNORE_FILE]);

export interface Packed {
  file: string;
  manifest: Manifest;
  sha256: string;
  bytes: number;
  files: number;
  /** What its package.json depends on and its node_modules lacks, by name. */
  missing: string[];
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

export interface PackOptions {
  /** Where to write the archive; default NAME-VERSION.tgz in the working folder. */
  out?: string;
  /** Bytes of the files that are in, and of all. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Packs `folder` into a `.tgz`. Entries are sorted, owners, times and modes fixed: what a folder holds alone decides the
 * bytes. `node_modules` goes in, as robots install nothing.
 */
export async function pack(folder: string, { out, onProgress = () => {} }: PackOptions = {}): Promise<Packed> {
  const manifest = readManifest(folder);
  const file = out ?? `${manifest.name}-${manifest.version}.tgz`;
  const ours = new RegExp(`^${manifest.name.replace(/[.]/g, '\\.')}-[^/]*\\.tgz$`);
  const ignored = readIgnored(folder);
  const leftOut = (inside: string, name: string, path: string) =>
    LEFT_OUT.has(name) ||
    ours.test(inside) ||
    inside.endsWith('node_modules/.bin') || // npm's links to programs; links are refused anyway (X8)
    resolve(path) === resolve(file) ||
    (inside !== MANIFEST_NAME && ignored(inside));
  const entries = listFiles(folder, folder, leftOut).sort((a, b) => (a.path < b.path ? -1 : 1));
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  let done = 0;
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
        entry.on('end', () => {
          done += entry.stat?.size ?? 0;
          onProgress(done, total);
        });
      },
    },
    entries.map((entry) => entry.path),
  );
  const archive = { file, sha256: await sha256Of(file), bytes: statSync(file).size };
  return { ...archive, manifest, files: entries.length, missing: missingDependencies(folder) };
}

function missingDependencies(folder: string): string[] {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  let dependencies: unknown;
  try {
    ({ dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: unknown });
  } catch (error) {
    return refuse('ValidationError', `${file} can't be read: ${(error as Error).message}`, {
      field: 'package.json',
      cause: error,
    });
  }
  // `gantry` comes with every agent.
  const names = Object.keys((dependencies ?? {}) as object).filter((name) => name !== 'gantry');
  return names.filter((name) => !existsSync(join(folder, 'node_modules', name)));
}

interface Entry {
  /** Inside the package, with slashes. */
  path: string;
  bytes: number;
}

function listFiles(
  root: string,
  folder: string,
  leftOut: (inside: string, name: string, path: string) => boolean,
): Entry[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const inside = relative(root, path).split(sep).join('/');
    if (leftOut(inside, name, path)) return [];
    const stat = lstatSync(path);
    if (stat.isDirectory()) return listFiles(root, path, leftOut);
    if (stat.isFile()) return [{ path: inside, bytes: stat.size }];
    return refuse(
      'ValidationError',
      `${inside} is a ${stat.isSymbolicLink() ? 'link' : 'special file'}: packages hold regular files only; copy the file in its place, or name it in ${IGNORE_FILE}`,
      { field: inside },
    );
  });
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
