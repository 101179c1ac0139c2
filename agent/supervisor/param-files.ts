/** Files that the parameters name (J1): on this disk, verified, under their own names, before user code starts. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileValue, isFileValue, safeFileName } from '../../protocol/file-value.ts';
import { fetchBlob } from '../blob-download.ts';
import type { Scene } from './scene.ts';

/** Parameter → absolute path of its file: what the command gets as the parameter's value. */
export type FilePaths = Record<string, string>;
export interface FileProblem {
  reason: 'file';
  error: string;
}

/** Each file lies in a folder of its parameter, so that two files of one name do not meet. */
export async function provideFiles(scene: Scene): Promise<{ paths: FilePaths; problem?: FileProblem }> {
  const { file, paths, stopping, journal } = scene;
  const { order, url, ca } = file;
  const source = { url, token: order.supervisorToken, ca, signal: stopping.asked };
  const found: FilePaths = {};
  for (const { name, type } of order.manifest.parameters) {
    const value = order.params[name];
    if (type !== 'file' || !isFileValue(value)) continue;
    try {
      found[name] = await provide(join(paths.files, name), value, source);
    } catch (cause) {
      const error = `parameter ${name}: ${(cause as Error).message}`;
      if (!stopping.abort) journal.say('error', error);
      return { paths: {}, problem: { reason: 'file', error } };
    }
  }
  return { paths: found };
}

async function provide(folder: string, value: FileValue, source: Parameters<typeof fetchBlob>[2]): Promise<string> {
  const name = safeFileName(value.name);
  const path = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { file: sha256, bytes } = value;
  await fetchBlob(path, { sha256, bytes, what: `the file "${name}"`, most: bytes }, source);
  return path;
}
