/** What an action was about, in words: `deployment invoices`, `queue orders`. From its parameters, also when it was refused. */

/** Characters: a target is a line in a table. */
const MAX_TARGET = 200;
/** Parameters that name what else it was about, when none is called like the verb's own kind. */
const OTHERS = ['deployment', 'queue', 'job', 'user'] as const;

export function auditTarget(verb: string, params: unknown): string {
  const kind = verb.split('.', 1)[0]!;
  const given = (typeof params === 'object' && params !== null ? params : {}) as Readonly<Record<string, unknown>>;
  const named = (name: string) => typeof given[name] === 'string' && given[name] !== '';
  const own = [kind, 'name', 'id'].find(named);
  const other = OTHERS.find(named);
  const text = own ? `${kind} ${given[own]}` : other ? `${other} ${given[other]}` : kind;
  return text.slice(0, MAX_TARGET);
}
