/** The words of zod's own refusals as our sentences; a schema's custom message stays what it is: its own form. */
import type { z } from 'zod';
import { Sentence, say } from './sentence.ts';

/** How the messages begin that no schema chose. */
const STOCK = /^(Invalid|Too) /;

export function problemOf(issue: z.core.$ZodIssue): Sentence | string {
  const sentence = STOCK.test(issue.message) ? sentenceOf(issue) : undefined;
  // The English text stays zod's: programs and people know it.
  return sentence ? new Sentence(sentence.form, sentence.values, issue.message) : issue.message;
}

function sentenceOf(issue: z.core.$ZodIssue): Sentence | undefined {
  if (issue.code === 'too_small') return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true);
  if (issue.code === 'too_big') return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true);
  if (issue.code === 'invalid_type') return say`must be of the type ${{ type: issue.expected }}`;
  if (issue.code === 'invalid_format') return say`has not the form ${{ format: issue.format }}`;
  if (issue.code === 'invalid_value') return say`must be one of: ${{ list: issue.values.map(String).join(', ') }}`;
  return undefined;
}

function tooSmall(origin: string, min: number, inclusive: boolean): Sentence {
  if (origin === 'string') return say`must have at least this many characters: ${{ min }}`;
  if (origin === 'array' || origin === 'set') return say`must have at least this many entries: ${{ min }}`;
  return inclusive ? say`must be at least ${{ min }}` : say`must be more than ${{ min }}`;
}

function tooBig(origin: string, max: number, inclusive: boolean): Sentence {
  if (origin === 'string') return say`may have at most this many characters: ${{ max }}`;
  if (origin === 'array' || origin === 'set') return say`may have at most this many entries: ${{ max }}`;
  return inclusive ? say`must be at most ${{ max }}` : say`must be less than ${{ max }}`;
}
