/** Runs a batch's rules over a working set, with receipts (S10): refusals and waits undo themselves, the rest stays. */
import { GantryError } from '../../protocol/errors.ts';
import { type Ctx, Wait } from '../domain/view.ts';
import { ctxMaker, type Ids } from './ctx.ts';
import type { BatchAnswers } from './receipts.ts';
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
export function runBatch(set: WorkingSet, answers: BatchAnswers, batch: Batch): Outcome[] {
  const { inTurn } = batch;
  if (!inTurn) return batch.commands.map((prepared) => runOne(set, answers, prepared));
  inTurn.begin(batch.now);
  return batch.commands.map((prepared) => {
    const outcome = runOne(set, answers, prepared);
    inTurn.came(prepared.command, outcome);
    for (let next = inTurn.next(set); next; next = inTurn.next(set))
      inTurn.came(next, runOne(set, answers, batch.named(next)));
    return outcome;
  });
}

function runOne(set: WorkingSet, answers: BatchAnswers, { command, ctx }: Prepared): Outcome {
  try {
    const { receipt } = command;
    if (receipt === undefined) return { kind: 'ok', result: execute(set, command, ctx()), effects: set.keep() };
    const said = answers.said(receipt);
    if (said !== undefined) return { kind: 'ok', result: JSON.parse(said), text: said, effects: [] };
    const result = execute(set, command, ctx()) ?? null;
    const text = JSON.stringify(result);
    answers.give(receipt, text);
    return { kind: 'ok', result, text, effects: set.keep() };
  } catch (error) {
    set.discard();
    return judged(error, command.verb);
  }
}

const execute = (set: WorkingSet, { rule, params }: Command, ctx: Ctx): unknown => rule(set, params as never, ctx);

/** What a throw means for its command. Faults of the store end the whole batch; they are not the rule's. */
function judged(error: unknown, verb: string): Outcome {
  if (error instanceof Wait) return { kind: 'wait', on: error };
  if (error instanceof StoreFault) throw error;
  if (error instanceof GantryError) return { kind: 'refused', error };
  if (error instanceof Missing) return { kind: 'refused', error: new GantryError('Internal', 'not loaded yet') };
  const says = `${verb} failed inside the coordinator; its log says why. Nothing was changed`;
  return { kind: 'refused', error: new GantryError('Internal', says, { cause: error }) };
}
