/** Writer, waiting room and real rules over a real store, without sockets: runs that ask, and a note of every rule run. */
import * as assert from 'uvu/assert';
import { commandOf } from '../../../coordinator/command.ts';
import { createQueue } from '../../../coordinator/domain/queue.ts';
import type { Effect, Principal, View } from '../../../coordinator/domain/view.ts';
import type { Command, Outcome } from '../../../coordinator/store/store.ts';
import { Writer } from '../../../coordinator/store/writer.ts';
import { type Answer, type Line, Waits, type waitLimits } from '../../../coordinator/waits.ts';
import type { ParamsIn, Result, WriteVerb } from '../../../protocol/contract.ts';
import { checkParams } from '../../../protocol/validate.ts';
import { robotRow, runRow } from '../../rules/support/rows.ts';
import { START, WORKSPACE } from '../../rules/support/world.ts';
import { type EngineName, open } from '../../store/support/engines.ts';

export const QUEUE = 'q';
export const both = { read: true, write: true } as const;

export interface Asking {
  line: Line;
  /** The answer's result; a refusal is thrown, `undefined` when nobody is there to be answered. */
  answer: Promise<unknown>;
  answered: boolean;
}

export interface Room {
  waits: Waits;
  /** Names of the runs whose rule ran, in order. */
  ran: string[];
  effects: Effect[];
  /** Asks for run `name` (made at its first request); everything asked before the next `await` is one batch. */
  ask<V extends WriteVerb>(name: string, verb: V, params: ParamsIn<V>, request?: number): Asking;
  /** The same, and waits for its answer. */
  call<V extends WriteVerb>(name: string, verb: V, params: ParamsIn<V>): Promise<Result<V>>;
  /** A command of the test's own. */
  submit(rule: (view: View) => unknown): Promise<Outcome>;
  now: number;
  /** Around each run of a request's rule: `run` runs it. */
  around: (request: { name: string; request: number; view: View }, run: () => unknown) => unknown;
}

export interface RoomOptions {
  limits?: Partial<typeof waitLimits>;
  /** Decides whether a batch fails. */
  fails?: (batch: readonly Command[]) => Error | undefined;
}

export async function room(engine: EngineName = 'sqlite', { limits, fails }: RoomOptions = {}): Promise<Room> {
  const store = await open(engine);
  const commit: typeof store.commit = async (batch, now, inTurn) => {
    const outcomes = await store.commit(batch, now, inTurn);
    const error = fails?.(batch);
    if (error) throw error; // after the run: as a disk that is full at the commit
    return outcomes;
  };
  const lines = new Map<string, Line>();
  const effects: Effect[] = [];
  const ran: string[] = [];
  const waits: Waits = new Waits({
    submit: (command, done) => writer.run(command, done),
    apply: (more) => void effects.push(...more),
    limits,
  });
  const failing = { ...store, commit } as typeof store;
  const onBug = (cause: unknown) => {
    throw cause;
  };
  const clock = () => self.now;
  const writer: Writer = new Writer({ store: failing, clock, inTurn: waits.turns, onBug, onBroken: onBug });
  const enter = (name: string) => {
    lines.set(name, { run: name });
    void self.submit((view) => {
      view.put('robot', robotRow({ id: `b_${name}`, nameKey: name }));
      view.put('run', runRow({ id: name, robot: `b_${name}`, robotName: name }));
    });
  };
  const self: Room = {
    waits,
    ran,
    effects,
    now: START,
    around: (_, run) => run(),
    submit: (rule) => writer.submit(own(rule)),
    ask: (name, verb, params, request = 1) => {
      if (!lines.has(name)) enter(name);
      const line = lines.get(name)!;
      const who: Principal = { kind: 'script', run: name, epoch: 7, workspace: WORKSPACE };
      const command = commandOf({ verb, params: checkParams(verb, params), who });
      const { rule } = command;
      command.rule = (view, p, ctx) => {
        ran.push(name);
        return self.around({ name, request, view }, () => rule(view, p, ctx));
      };
      const asking: Asking = { line, answered: false, answer: Promise.resolve() };
      asking.answer = new Promise<Answer | undefined>((resolve) => waits.ask({ line, request, command }, resolve)).then(
        (answer) => {
          asking.answered = true;
          if (answer?.kind === 'refused') throw answer.error;
          return answer?.result;
        },
      );
      asking.answer.catch(() => {}); // the test looks at it when it wants to
      return asking;
    },
    call: async (name, verb, params) => (await self.ask(name, verb, params).answer) as never,
  };
  await self.submit((view) =>
    createQueue(view, { name: QUEUE }, { now: START, who: own(() => 0).who, newId: () => 'q' } as never),
  );
  return self;
}

const own = (rule: (view: View) => unknown): Command => ({
  verb: 'test',
  rule: (view) => rule(view),
  params: {},
  who: { kind: 'system', workspace: WORKSPACE },
});

/** Resolves when all that was asked before went through the writer. */
export const settled = (r: Room) => r.submit(() => 0).then((outcome) => assert.is(outcome.kind, 'ok'));
