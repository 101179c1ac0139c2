/** A sentence of the coordinator as `told` says it, in which names of runs, robots and pools lead there. */
import { Fragment, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Sentence, type SentenceValue, type WireSentence } from '../../protocol/sentence.ts';
import { to } from '../app/address.ts';
import { coordinatorForm } from '../i18n/index.ts';
import { shownValue, told } from './told.ts';
import { visible } from './visible.ts';

/** `as`: the sentence that the text `says` is; without one the text is shown. */
export function Linked({ says, as }: { says: string; as: WireSentence | undefined }) {
  return as === undefined ? told(says) : pieces(Sentence.fromWire(as, says));
}

const places: Record<string, (name: string) => string> = { run: to.run, robot: to.robot, pool: to.pool };

function pieces({ form, values }: Sentence): ReactNode {
  const parts = (coordinatorForm(form) ?? form).split(/(\{\w+\})/);
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a form have no other name, and keep their order
  return parts.map((part, i) => <Fragment key={i}>{piece(part, values)}</Fragment>);
}

function piece(part: string, values: Readonly<Record<string, SentenceValue>>): ReactNode {
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  const value = name === undefined ? undefined : values[name];
  if (name === undefined || value === undefined) return visible(part);
  if (value instanceof Sentence) return pieces(value);
  const place = places[name];
  if (!place) return told(shownValue(name, value));
  return (
    <Link href={place(String(value))} className="link">
      {visible(String(value))}
    </Link>
  );
}
