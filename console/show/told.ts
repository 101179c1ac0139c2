/** What the coordinator says, in the viewer's language: by the sentence's form, else the English text as it came. */
import { GantryError } from '../../protocol/errors.ts';
import { fill, type Said, Sentence, type SentenceValue, type WireSentence } from '../../protocol/sentence.ts';
import type { RunView } from '../../protocol/shapes.ts';
import { coordinatorForm } from '../i18n/index.ts';
import { spoken } from './spoken.ts';
import { visibleLines } from './visible.ts';

/** A text without values is its own form. */
export function told(said: Error | Said): string {
  if (said instanceof Error) return told((said instanceof GantryError && said.sentence) || said.message);
  return spoken(typeof said === 'string' ? (coordinatorForm(said) ?? said) : filled(said));
}

/** A text of the coordinator with the sentence beside it, if it has one (`messageAs` of `message`). */
export const toldAs = (text: string, as: unknown): string =>
  told(as === undefined ? text : Sentence.fromWire(as as WireSentence, text));

/** What went wrong in a run: in words of Gantry, or in those of its script, which stay as they are. */
export const toldError = ({ error = '', errorAs }: Pick<RunView, 'error' | 'errorAs'>): string =>
  errorAs === undefined ? visibleLines(error) : toldAs(error, errorAs);

/** Values that are words of Gantry or whole texts of the coordinator; others are names, and stay. */
const WORDS =
  /^(kind|type|role|least|state|says|problem|next|has|there|was|what|because|waits|where|before|reason)\d?$/;

function filled(sentence: Sentence): string {
  const form = coordinatorForm(sentence.form);
  if (form === undefined) return String(sentence);
  const values = Object.entries(sentence.values).map(([name, value]) => [name, shownValue(name, value)]);
  return fill(form, Object.fromEntries(values));
}

export function shownValue(name: string, value: SentenceValue): string {
  if (value instanceof Sentence) return filled(value);
  return (WORDS.test(name) ? coordinatorForm(String(value)) : undefined) ?? String(value);
}
