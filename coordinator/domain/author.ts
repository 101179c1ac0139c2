/** Who a change is attributed to (Q47): words that stay true when the robot or the user is gone. */
import { refuse } from '../../protocol/errors.ts';
import type { Author } from '../../protocol/fields.ts';
import type { RunRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

export function authorOf(view: Pick<View, 'get'>, ctx: Pick<Ctx, 'who'>): Author {
  const who = ctx.who;
  if (who.kind === 'person') return { kind: 'user', id: who.user, name: who.name };
  if (who.kind === 'script' || who.kind === 'supervisor') return robotAuthor(view, who.run);
  if (who.kind === 'agent') {
    const robot = view.get('robot', who.robot) ?? refuse('RobotNotFound', 'this robot was deleted; enrol it again');
    return {
      kind: 'robot',
      id: robot.id,
      name: robot.name,
      machine: robot.facts.machine,
      account: robot.facts.account,
    };
  }
  return { kind: 'system', id: 'system', name: 'Gantry' };
}

/** One author to a run's row: what is the same is written, kept and compared as one. */
const authors = new WeakMap<Readonly<RunRow>, Author>();

/** The robot of a run, with machine and account as they were when the run was assigned. */
export function robotAuthor(view: Pick<View, 'get'>, run: string): Author {
  const row = view.get('run', run) ?? refuse('RunEnded', `the run ${run} is unknown here`);
  const known = authors.get(row);
  if (known) return known;
  const author: Author = {
    kind: 'robot',
    id: row.robot,
    name: row.robotName,
    machine: row.machine,
    account: row.account,
    run: row.id,
  };
  authors.set(row, author);
  return author;
}

/** The owner column of a lock set by this principal (Q23): the run instance or the user, never the robot. */
export function lockOwner(ctx: Pick<Ctx, 'who'>): string {
  const who = ctx.who;
  if (who.kind === 'person') return `user:${who.user}`;
  if (who.kind === 'script') return `run:${who.run}`;
  return refuse('Forbidden', 'only runs and users own locks');
}
