/** Q51: the counts that a queue keeps are those that a recount of its resources gives, after whatever happened. */
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { isAbandoned, isWaiting } from '../../coordinator/domain/resource-count.ts';
import type { RunRow } from '../../coordinator/domain/rows.ts';
import { Wait } from '../../coordinator/domain/view.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { LockRequest } from '../../protocol/fields.ts';
import { suite } from '../support/suite.ts';
import { ConditionWorld } from './support/condition-world.ts';

const t = suite('kept counts');
const ROBOTS = 2;
const statuses = ['new', 'in_progress', 'processed', 'error'] as const;

const lock: fc.Arbitrary<LockRequest | undefined> = fc.constantFrom(
  undefined,
  { read: true as const },
  { write: true as const },
  { read: true as const, write: true as const },
  { read: { until: 50 } },
  { write: { until: 80 } },
);
const step = fc.record({
  verb: fc.constantFrom(
    ...([
      'add',
      'get',
      'getById',
      'getMany',
      'update',
      'lock',
      'unlock',
      'processed',
      'fail',
      'end',
      'expire',
      'edit',
      'retry',
      'defer',
      'delete',
    ] as const),
  ),
  robot: fc.nat(ROBOTS - 1),
  which: fc.nat(5),
  lock,
  end: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const),
  ms: fc.constantFrom(0, 10, 100),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Play {
  readonly w = new ConditionWorld();
  readonly robots = Array.from({ length: ROBOTS }, (_, n) => this.w.f.robot(`robot ${n}`, { pool: 'main' }));
  /** Resource → the run that left it in progress when it failed. */
  readonly left = new Map<string, string>();
  readonly runs: Readonly<RunRow>[] = this.robots.map((robot) => this.started(robot));

  started(robot: string): Readonly<RunRow> {
    this.w.f.run(this.w.deployment);
    return this.w.f.start(robot);
  }

  /** One verb; a refusal or a wait changes nothing and is as good as any other step. */
  take(s: Step): void {
    this.w.f.world.now += s.ms;
    try {
      this.act(s);
    } catch (error) {
      if (!(error instanceof GantryError) && !(error instanceof Wait)) throw error;
    }
  }

  act({ verb, robot, which, end, lock: wanted }: Step): void {
    const { f } = this.w;
    const run = this.runs[robot]!;
    const script = this.w.script(run);
    const ids = f.world.all('resource').map((row) => row.id);
    const id = ids[which % Math.max(1, ids.length)] ?? 'i_none';
    const dated = this.dated(wanted);
    const on = { queue: 'invoices', id, timeout: 0 };
    switch (verb) {
      case 'add':
        return void f.do('resource.add', { queue: 'invoices', value: 1, lock: dated }, which % 2 ? script : this.w.ada);
      case 'get':
        return void f.do('resource.get', { queue: 'invoices', lock: dated, timeout: 0 }, script);
      case 'getMany':
        return void f.do('resource.getMany', { queue: 'invoices', count: 'all', lock: dated, timeout: 0 }, script);
      case 'getById':
        return void f.do('resource.get', { ...on, lock: dated }, script);
      case 'update':
        return void f.do('resource.update', { ...on, value: which, lock: dated }, script);
      case 'lock':
        return void f.do('resource.lock', { ...on, lock: dated ?? { read: true } }, script);
      case 'unlock':
        return void f.do('resource.unlock', { queue: 'invoices', id, kinds: { read: true, write: true } }, script);
      case 'processed':
        return void f.do('resource.markProcessed', on, script);
      case 'fail':
        return void f.do('resource.fail', { queue: 'invoices', id, reason: 'no', retry: which > 0 }, script);
      case 'expire':
        return void f.do('lock.expire', { limit: 100 });
      case 'edit':
        return void f.do(
          'resource.edit',
          { queue: 'invoices', id, status: statuses[which % 4], readLock: which > 3 ? true : null },
          this.w.ada,
        );
      case 'retry':
        return void f.do('resource.retry', { queue: 'invoices', id }, this.w.ada);
      case 'defer':
        return void f.do('resource.defer', { ...on, until: f.world.now + 50 }, script);
      case 'delete':
        return void f.do('resource.delete', { queue: 'invoices', id }, which % 2 ? script : this.w.ada);
      case 'end':
        this.leave(run, end);
        f.end(run, end, end === 'failed' ? 'boom' : '');
        this.runs[robot] = this.started(this.robots[robot]!);
    }
  }

  /** What "abandoned" says, kept by the test itself: in progress at the bad end of the run that took it last. */
  leave(run: Readonly<RunRow>, end: Step['end']): void {
    if (end !== 'failed') return;
    for (const row of this.w.f.world.all('resource'))
      if (row.status === 'in_progress' && row.lastRun === run.id) this.left.set(row.id, run.id);
  }

  /** Dates are so many ms from now. */
  dated(wanted: LockRequest | undefined): LockRequest | undefined {
    const { now } = this.w.f.world;
    const from = (one: LockRequest['read']) => (typeof one === 'object' ? { until: now + one.until } : one);
    return (
      wanted && { ...(wanted.read && { read: from(wanted.read) }), ...(wanted.write && { write: from(wanted.write) }) }
    );
  }

  check(): void {
    const { waiting, abandoned, counts } = this.w.queueRow;
    const rows = this.w.f.world.all('resource');
    const of = (status: string) => rows.filter((row) => row.status === status).length;
    assert.equal(
      { waiting, abandoned, counts },
      {
        waiting: rows.filter(isWaiting).length,
        abandoned: rows.filter(isAbandoned).length,
        counts: { new: of('new'), in_progress: of('in_progress'), processed: of('processed'), error: of('error') },
      },
    );
    for (const row of rows) assert.is(row.abandoned === 1, this.left.get(row.id) === row.lastRun, row.id);
  }
}

t('Q51: waiting and abandoned resources are counted by every verb as a recount would', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const play = new Play();
      for (const one of steps) {
        play.take(one);
        play.check();
      }
    }),
    { numRuns: process.env.GANTRY_LONG ? 2_000 : 300 },
  );
});

t.run();
