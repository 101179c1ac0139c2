/** Runs a batch's rules over a working set, with receipts (S10): refusals and waits undo themselves, the rest stays. */
import { GantryError } from '../../protocol/errors.ts';
import { type Ctx, Wait } from '../domain/view.ts';
import { ctxMaker, type Ids } from './ctx.ts';
import { type Command, type Outcome, StoreFault } from './store.ts';
import { Missing } from './strict.ts';
import type { WorkingSet } from './working-set.ts';

export interface Prepared {
  command: Command;
  ctx: () => Ctx;
}

/** Fixes every command's identities, in order of arrival. */
export const prepare = (batch: readonly Command[], now: number, ids: Ids): Prepared[] =>
  batch.map((command) => ({ command, ctx: ctxMaker(ids, command, now) }));

export const runBatch = (set: WorkingSet, batch: readonly Prepared[]): Outcome[] =>
  batch.map((prepared) => runOne(set, prepared));

function runOne(set: WorkingSet, { command, ctx }: Prepared): Outcome {
  try {
    if (command.receipt === undefined) return kept(set, execute(set, command, ctx()));
    const said = set.get('receipt', command.receipt);
    if (said) return { kind: 'ok', result: said.answer, effects: [] };
    const result = execute(set, command, ctx());
    const client = command.receipt.slice(0, Math.max(0, command.receipt.lastIndexOf(':')));
    set.put('receipt', { id: command.receipt, client, at: ctx().now, answer: result ?? null });
    return kept(set, result);
  } catch (error) {
    set.discard();
    return judged(error, command.verb);
  }
}

const execute = (set: WorkingSet, { rule, params }: Command, ctx: Ctx): unknown => rule(set, params as never, ctx);

const kept = (set: WorkingSet, result: unknown): Outcome => ({ kind: 'ok', result, effects: set.keep() });

/** What a throw means for its command. Faults of the store end the whole batch; they are not the rule's. */
function judged(error: unknown, verb: string): Outcome {
  if (error instanceof Wait) return { kind: 'wait', on: error };
  if (error instanceof StoreFault) throw error;
  if (error instanceof GantryError) return { kind: 'refused', error };
  if (error instanceof Missing) return { kind: 'refused', error: new GantryError('Internal', 'not loaded yet') };
  const says = `${verb} failed inside the coordinator; its log says why. Nothing was changed`;
  return { kind: 'refused', error: new GantryError('Internal', says, { cause: error }) };
}
