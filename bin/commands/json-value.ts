/** JSON as an option's argument: itself, `@FILE`, or `-` for standard input. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { Json } from '../../protocol/fields.ts';

export function jsonValue(text: string): Json {
  try {
    return JSON.parse(
      text === '-' ? readFileSync(0, 'utf8') : text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text,
    ) as Json;
  } catch (error) {
    throw new InvalidArgumentError(`is not JSON (${(error as Error).message}).`);
  }
}
