/** All queue verbs of the tiny model, one row each, and how what was asked at random is sent. */
import type { Verb } from './verb.ts';
import { effectVerbs } from './verbs-effect.ts';
import { peopleVerbs } from './verbs-people.ts';
import { runVerbs } from './verbs-run.ts';

export const verbs: Record<string, Verb> = { ...runVerbs, ...effectVerbs, ...peopleVerbs };

/** Parameters as they travel: `nth` becomes an id of the queue, `{in}` a date. */
export function resolved(
  { nth: n, ...rest }: Record<string, unknown>,
  idsOf: (queue: string) => readonly string[],
  now: number,
): Record<string, unknown> {
  const ids = idsOf(rest.queue as string);
  const id = n === undefined ? {} : { id: ids[(n as number) % ids.length] ?? 'i_none' };
  return JSON.parse(JSON.stringify({ ...rest, ...id }), (key, inner: unknown) => {
    const ms = (inner as { in?: number } | null)?.in;
    if (typeof ms !== 'number') return inner;
    return key === 'until' ? now + ms : { until: now + ms };
  }) as Record<string, unknown>;
}
