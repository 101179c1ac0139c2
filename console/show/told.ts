/** What the coordinator says, in the viewer's language: by the sentence's form, else the English text as it came. */
import { GantryError } from '../../protocol/errors.ts';
import { fill, Sentence, type SentenceValue } from '../../protocol/sentence.ts';
import { coordinatorForm } from '../i18n/index.ts';
import { spoken } from './spoken.ts';

/** A text without values is its own form. */
export function told(said: Error | Sentence | string): string {
  if (said instanceof Error) return told((said instanceof GantryError && said.sentence) || said.message);
  return spoken(typeof said === 'string' ? (coordinatorForm(said) ?? said) : filled(said));
}

/** Values that are words of Gantry or whole texts of the coordinator; others are names, and stay. */
const WORDS = /^(kind|type|role|least|state|says|problem|next|has|there|was|what|because|waits|where|before)\d?$/;

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
