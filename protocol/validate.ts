/** Checks what came over a wire against the contract: the only place where `unknown` becomes parameters. */
import { contract, isVerb, type Params, type VerbName } from './contract.ts';
import { refuse } from './errors.ts';
import { parse } from './parse.ts';
import { say } from './sentence.ts';

export { parse } from './parse.ts';

/** Parameters of `verb`, checked; `ValidationError` names the field, `UnknownVerb` the verb. */
export function checkParams<V extends VerbName>(verb: V, params: unknown): Params<V> {
  return parse(contract[verb].params, params ?? {}, `${verb}: `) as Params<V>;
}

export function knownVerb(name: string): VerbName {
  return isVerb(name)
    ? name
    : refuse(
        'UnknownVerb',
        say`there is no verb "${{ name: name.slice(0, 80) }}"; the verbs are listed in docs/protocol.md`,
      );
}
