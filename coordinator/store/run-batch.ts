/** Runs a batch's rules over a working set, with receipts (S10): refusals and waits undo themselves, the rest stays. */
import { GantryError } from '../../protocol/errors.ts';
import { type Ctx, Wait } from '../domain/view.ts';
import { ctxMaker, type Ids } from './ctx.ts';
import { type Command, type InTurn, type Outcome, StoreFault } from './store.ts';
import { Missing } from './strict.ts';
import type { WorkingSet } from './working-set.ts';

export interface Prepared {
  command: Command;
  ctx: () => Ctx;
}

/** A batch with every command's identities fixed, in order of arrival: the same in every run of it. */
export class Batch {
  readonly now: number;
  readonly inTurn: InTurn | undefined;
  readonly commands: readonly Prepared[];
  readonly #ids: Ids;
  readonly #named = new Map<Command, Prepared>();

  constructor(
    commands: readonly Command[],
    { now, ids, inTurn }: { now: number; ids: Ids; inTurn?: InTurn | undefined },
  ) {
    this.now = now;
    this.inTurn = inTurn;
    this.#ids = ids;
    this.commands = commands.map((command) => this.#prepare(command));
  }

  /** One that `inTurn` named. */
  named(command: Command): Prepared {
    const known = this.#named.get(command);
    if (known) return known;
    const prepared = this.#prepare(command);
    this.#named.set(command, prepared);
    return prepared;
  }

  #prepare(command: Command): Prepared {
    return { command, ctx: ctxMaker(this.#ids, command, this.now) };
  }
}

/** Outcomes of the batch's own commands; those who stand in line are served in between (Q32). */
export function runBatch(set: WorkingSet, batch: Batch): Outcome[] {
  const { inTurn } = batch;
  if (!inTurn) return batch.commands.map((prepared) => runOne(set, prepared));
  inTurn.begin(batch.now);
  return batch.commands.map((prepared) => {
    const outcome = runOne(set, prepared);
    inTurn.came(prepared.command, outcome);
    for (let next = inTurn.next(set); next; next = inTurn.next(set)) inTurn.came(next, runOne(set, batch.named(next)));
    return outcome;
  });
}

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
