/** `.gantryignore`: what of a package's folder does not go into its archive. The plain half of what `.gitignore` can say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../protocol/errors.ts';

export const IGNORE_FILE = '.gantryignore';

/**
 * Is a path inside the package (with slashes) left out? A line is a name at any depth (`*.log`, `test/`), or, with a slash
 * before its end, a path from the top (`/data`, `docs/draft`). `*` is any part of a name, `**` any folders, `?` one
 * character; `#` begins a comment. What lies in a folder that is left out is left out, too.
 */
export function readIgnored(folder: string): (inside: string) => boolean {
  let text: string;
  try {
    text = readFileSync(join(folder, IGNORE_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return () => false;
    throw error;
  }
  const patterns = text.split(/\r?\n/).flatMap((line, i) => patternOf(line.trim(), i + 1));
  return (inside) => patterns.some((pattern) => pattern.test(inside));
}

function patternOf(line: string, number: number): RegExp[] {
  if (line === '' || line.startsWith('#')) return [];
  if (line.startsWith('!'))
    refuse(
      'ValidationError',
      `${IGNORE_FILE}, line ${number}: "!" is not known here; name what is left out, not what stays`,
      {
        field: IGNORE_FILE,
      },
    );
  const bare = line.replace(/\/+$/, '');
  const anchored = bare.includes('/');
  const path = bare.replace(/^\/+/, '');
  const body = path
    .split(/(\*\*\/|\/\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[\\^$.|+()[\]{}]/g, '\\$&'))
    .join('');
  return [new RegExp(`${anchored ? '^' : '(^|/)'}${body}(/|$)`)];
}

const wildcards: Record<string, string> = { '**/': '(.*/)?', '/**': '(/.*)?', '*': '[^/]*', '?': '[^/]' };
