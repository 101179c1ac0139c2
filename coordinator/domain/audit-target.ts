/** What an action was about, in words: `deployment invoices`, `queue orders`. From its parameters, also when it was refused. */

/** Characters: a target is a line in a table. */
const MAX_TARGET = 200;
/** Parameters that name the thing when none is called like the verb's own kind. */
const NAMING = ['name', 'queue', 'id', 'job', 'user'] as const;

export function auditTarget(verb: string, params: unknown): string {
  const kind = verb.split('.', 1)[0]!;
  const given = (typeof params === 'object' && params !== null ? params : {}) as Readonly<Record<string, unknown>>;
  const named = [kind, ...NAMING].map((name) => given[name]).find((value) => typeof value === 'string' && value !== '');
  return (named === undefined ? kind : `${kind} ${named}`).slice(0, MAX_TARGET);
}
