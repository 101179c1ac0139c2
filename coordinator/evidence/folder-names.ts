/** What lies in a folder that is made with its first file. */
import { readdir } from 'node:fs/promises';

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []; // nothing yet, or a stray file
    throw error;
  }
}
