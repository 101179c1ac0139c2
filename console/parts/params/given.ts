/** What was given for the parameters of a package: values typed by hand, and assets they are bound to (J13). Pure. */
import type { ReactNode } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';

export interface Given {
  /** By parameter; absent = not given. */
  values: Record<string, Json>;
  /** Parameter → the asset's name. A parameter is typed or bound, never both. */
  bindings: Record<string, string>;
}

/** What the coordinator shows in place of a credential; sent back it keeps the one that is there. */
export const MASK = '•••';

/** `undefined` takes the value away. What is typed is not bound any more. */
export const typed = ({ values, bindings }: Given, name: string, value: Json | undefined): Given => ({
  values: value === undefined ? without(values, name) : { ...values, [name]: value },
  bindings: without(bindings, name),
});

export const bound = ({ values, bindings }: Given, name: string, asset: string): Given => ({
  values: without(values, name),
  bindings: { ...bindings, [name]: asset },
});

const without = <T>(all: Record<string, T>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));

/** Only what these parameters are called: another version may have others. */
export const ofParameters = (parameters: readonly Parameter[], { values, bindings }: Given): Given => {
  const known = new Set(parameters.map((parameter) => parameter.name));
  const only = <T>(all: Record<string, T>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => known.has(name)));
  return { values: only(values), bindings: only(bindings) };
};

/** What may be kept in the browser until it is saved: of a typed credential only that `before` there was one already. */
export const withoutSecrets = (
  parameters: readonly Parameter[],
  values: Record<string, Json>,
  before: Record<string, Json>,
): Record<string, Json> => {
  const open = new Set(parameters.filter(({ type }) => type !== 'credential').map(({ name }) => name));
  const kept = Object.entries(values).filter(
    ([name, value]) => open.has(name) || value === MASK || before[name] === MASK,
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, open.has(name) ? value : MASK]));
};

/** What to say of a run so that `now` counts and not `before`: null takes a value away, the package's default counts then. */
export function changesOf(
  before: Given,
  now: Given,
): { params: Record<string, Json>; bindings: Record<string, string> } {
  const gone = [...Object.keys(before.values), ...Object.keys(before.bindings)].filter(
    (name) => !Object.hasOwn(now.values, name) && !Object.hasOwn(now.bindings, name),
  );
  return {
    params: { ...Object.fromEntries(gone.map((name) => [name, null])), ...differing(before.values, now.values) },
    bindings: differing(before.bindings, now.bindings),
  };
}

const differing = <T>(before: Record<string, T>, now: Record<string, T>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value)),
  );

const NOT_JSON = 'text that is not JSON yet';

/** Typed text that is no JSON stands in its parameter's place as it is, so that nothing typed is lost. */
export const notJson = (text: string): Json => ({ [NOT_JSON]: text });
export const textIfNotJson = (value: Json | undefined): string | undefined => {
  const text = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[NOT_JSON] : undefined;
  return typeof text === 'string' ? text : undefined;
};

/** What is wrong, by field as the coordinator would name it. `complete`: nothing that is required may be missing. */
export function checkGiven(
  parameters: readonly Parameter[],
  { values, bindings }: Given,
  complete: boolean,
): Record<string, string | undefined> {
  const wrong = ({ name, type, required, default: fallback }: Parameter): string | undefined => {
    const value = values[name];
    if (textIfNotJson(value) !== undefined) return t('params.notJson');
    if (type === 'credential' && isHalf(value)) return t('params.halfCredential');
    const missing = value === undefined && fallback === undefined && !Object.hasOwn(bindings, name);
    return complete && required && missing ? t('params.missing') : undefined;
  };
  return Object.fromEntries(parameters.map((parameter) => [`params.${parameter.name}`, wrong(parameter)]));
}

const isHalf = (value: Json | undefined): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && value.secret === '';

/** A form's errors by parameter: `params.date`, `params.date.bytes` and `bindings.date` all stand at `date`. */
export function errorsOf(errors: Record<string, ReactNode>): Record<string, ReactNode> {
  const mine = Object.entries(errors).filter(([field]) => /^(params|bindings)\./.test(field));
  return Object.fromEntries(mine.map(([field, says]) => [field.split('.')[1]!, says]));
}
