/**
 * Parameter values as they are typed (J13, X6): rows keep what is open in `params` and credentials sealed in `secrets`. Rules
 * put both together, merge and check them as one, and take them apart again. A plain credential is never kept.
 */
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { say } from '../../protocol/sentence.ts';
import type { SealedText } from '../../protocol/shapes-asset.ts';
import { holdFiles } from './file.ts';
import { MASK, maskParams } from './job-params.ts';
import type { Look } from './lookup.ts';
import { dropSecret, keepSecret, sealedOf } from './secret.ts';
import type { Ctx, View } from './view.ts';

type Values = Record<string, Json>;

/** As a row keeps them. */
export interface Typed {
  params: unknown;
  secrets: Record<string, string>;
}

/** Stands among values in the place of a credential. Of a class, so that no JSON that somebody sends can pass for one. */
class Credential {
  readonly id: string;
  /** Absent when it is kept already. */
  readonly sealed: SealedText | undefined;

  constructor(id: string, sealed?: SealedText) {
    this.id = id;
    this.sealed = sealed;
  }
}

const asValue = (credential: Credential): Json => credential as unknown as Json;
const credentialIn = (value: unknown): Credential | undefined => (value instanceof Credential ? value : undefined);

/** What a credential of this parameter is sealed for: it opens for no other, and for no asset. */
export const typedOwner = (param: string): string => `typed:${param}`;

/** The values of a row, credentials among them. */
export function typedValues({ params, secrets }: Readonly<Typed>): Values {
  const sealed = Object.entries(secrets).map(([name, id]) => [name, asValue(new Credential(id))] as const);
  return { ...(params as Values), ...Object.fromEntries(sealed) };
}

/** What somebody says now: the service sealed the credentials in it (typed-secrets.ts), which came with the command. */
export function saidValues<P extends Values | undefined>({ sealed }: Pick<Ctx, 'sealed'>, params: P): P {
  if (!params || !sealed) return params;
  const said = Object.entries(params).map(([name, value]) => {
    const text = Object.hasOwn(sealed, name) ? sealed[name] : undefined;
    return [name, text ? asValue(new Credential(text.id, text)) : value] as const;
  });
  return Object.fromEntries(said) as P;
}

/** Values that were checked, as a row keeps them; fresh credentials are kept from here on. */
export function takenApart(view: View, ctx: Pick<Ctx, 'now'>, manifest: Manifest, values: Values): Typed {
  const params: Values = {};
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const credential = credentialIn(value);
    mustBeOfItsKind(manifest, name, value, credential !== undefined);
    if (!credential) params[name] = value;
    else secrets[name] = credential.sealed ? keepSecret(view, credential.sealed, ctx.now) : credential.id;
  }
  return { params, secrets };
}

/** A version may have made a credential of what was none, or the other way round: then nobody knows how to keep the old value. */
function mustBeOfItsKind({ name: pack, parameters }: Manifest, name: string, value: Json, sealed: boolean): void {
  const type = parameters.find((p) => p.name === name)?.type;
  if ((type === 'credential') === sealed || value === null) return;
  const was = sealed ? 'was typed as a credential' : 'was not typed as one';
  const says = say`params.${{ name }}: is ${{ type: String(type) }} in the package ${{ package: pack }} and ${{ was }}; type it anew`;
  refuse('ValidationError', says, { field: `params.${name}` });
}

/** What a reader sees: of credentials that there is one. */
export const shownValues = (manifest: Manifest | undefined, { params, secrets }: Readonly<Typed>): Values => ({
  ...maskParams(manifest, params),
  ...Object.fromEntries(Object.keys(secrets).map((name) => [name, MASK])),
});

/** Sealed, for a run that is about to begin; `missing`: one that is not there, or belongs elsewhere. */
export function typedSecrets(
  view: Look,
  { secrets }: Readonly<Pick<Typed, 'secrets'>>,
): { sealed: Record<string, SealedText>; missing: string | undefined } {
  const sealed: Record<string, SealedText> = {};
  let missing: string | undefined;
  for (const [name, id] of Object.entries(secrets)) {
    const text = sealedOf(view, id);
    if (text?.owner === typedOwner(name)) sealed[name] = text;
    else missing ??= name;
  }
  return { sealed, missing };
}

/**
 * Whoever keeps typed values (`holder`, an id) says so with each change of them; `undefined` for a holder that is new, or that
 * needs them no more. `forGood`: nobody can ask for the former ones again.
 */
export function holdValues(
  view: View,
  ctx: Pick<Ctx, 'now'>,
  holder: string,
  change: { before?: Readonly<Typed> | undefined; after?: Readonly<Typed> | undefined; forGood?: boolean },
): void {
  const { before, after, forGood = false } = change;
  holdFiles(view, ctx, holder, { before: before?.params, after: after?.params });
  const [had, has] = [new Set(Object.values(before?.secrets ?? {})), new Set(Object.values(after?.secrets ?? {}))];
  for (const secret of has) if (!had.has(secret)) hold(view, secret, holder);
  for (const secret of had) if (!has.has(secret)) release(view, secret, holder, forGood ? 0 : ctx.now);
}

const usageId = (secret: string, holder: string) => `${secret}:${holder}`;

function hold(view: View, secret: string, holder: string): void {
  const row = view.get('secret', secret);
  if (!row) return; // its run says so
  view.put('secretUse', { id: usageId(secret, holder), secret, holder });
  if (row.unusedSince > 0) view.put('secret', { ...row, unusedSince: 0 });
}

/** `since` 0: what nobody else has is gone at once. */
function release(view: View, secret: string, holder: string, since: number): void {
  view.drop('secretUse', usageId(secret, holder));
  const row = view.get('secret', secret);
  if (!row || view.pick('usesOfSecret', { secret }, 1).length > 0) return;
  if (since === 0) dropSecret(view, secret);
  else view.put('secret', { ...row, unusedSince: since });
}
