/** Asks before something is destroyed: on a terminal with a question, in a script by a flag. */
import { createInterface } from 'node:readline/promises';
import { GantryError, refuse } from '../protocol/errors.ts';

/** Resolves when the answer is yes; refuses otherwise, and where nobody can be asked without `flag` (such as `--yes`). */
export async function confirm(question: string, yes: boolean, flag = '--yes'): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    refuse(
      'ValidationError',
      `${question} Nobody can be asked here: say ${flag} if you are sure; nothing was changed`,
      {
        field: flag.replace(/^-+/, ''),
      },
    );
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new GantryError('IllegalState', 'nothing was changed');
}
