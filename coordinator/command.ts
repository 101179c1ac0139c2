/** From a change asked for to what the writer runs: with its verb's rule. */
import type { WriteVerb } from '../protocol/contract.ts';
import type { Call } from './core.ts';
import { ruleFor, rules } from './domain/rules.ts';
import type { Command } from './store/store.ts';

/** Each with the permission check before it (X3). */
const checked = new Map<WriteVerb, Command['rule']>(
  (Object.keys(rules) as WriteVerb[]).map((verb) => [verb, ruleFor(verb)]),
);

export const commandOf = ({ verb, params, who, receipt, sealed }: Call): Command => ({
  verb,
  rule: checked.get(verb)!,
  params,
  who,
  receipt,
  sealed,
  waited: false,
});
