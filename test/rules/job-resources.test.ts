/** C9: what the runs of a job did with resources, counted from their history. */
import * as assert from 'uvu/assert';
import { jobResources } from '../../coordinator/domain/job-resources.ts';
import type { HistoryRow } from '../../coordinator/domain/rows.ts';
import { suite } from '../support/suite.ts';

const t = suite('rules: resources of a job');

const names: Record<string, object> = {
  q_1: { name: 'orders' },
  i_keyed: { key: 'ORDER-1', status: 'processed' },
  i_plain: { key: '', status: 'error' },
  r_3: { error: 'ended by SIGKILL', errorAs: { form: 'ended by {signal}', values: { signal: 'SIGKILL' } } },
};
const view = { get: (_: string, id: string) => names[id] } as unknown as Parameters<typeof jobResources>[0];

const event = (run: string, resource: string, kind: HistoryRow['kind'], at: number, detail = {}): HistoryRow => {
  const by = { kind: 'robot', name: 'falcon' } as HistoryRow['by'];
  return { id: `e_${at}`, resource, queue: 'q_1', run, at, kind, by, detail };
};

const whole = (events: HistoryRow[]) => ({ events, more: false });

t('C9: processed and failed are counted over all runs; the latest failure stands first, with when it was taken', () => {
  const first = [
    event('r_1', 'i_plain', 'taken', 10),
    event('r_1', 'i_plain', 'processed', 20),
    event('r_1', 'i_keyed', 'taken', 30),
    event('r_1', 'i_keyed', 'failed', 40, { reason: 'no such customer' }),
  ];
  const second = [
    event('r_2', 'i_keyed', 'taken', 50),
    event('r_2', 'i_keyed', 'unlocked', 55),
    event('r_2', 'i_keyed', 'failed', 60, { reason: 'still none' }),
  ];
  const found = jobResources(view, [whole(first), whole(second)]);
  assert.equal([found.processed, found.failed, found.partial], [1, 2, false]);
  const keyed = { resource: 'i_keyed', queue: 'orders', key: 'ORDER-1', status: 'processed' } as const;
  assert.equal(found.failures, [
    { ...keyed, run: 'r_2', taken: 50, at: 60, reason: 'still none' },
    { ...keyed, run: 'r_1', taken: 30, at: 40, reason: 'no such customer' },
  ]);
});

t('C9: what is not in the history any more is left out, and a count that may not be whole says so', () => {
  const [failed] = [event('r_1', 'i_gone', 'failed', 40)];
  const found = jobResources(view, [{ events: [{ ...failed!, queue: 'q_gone' }], more: true }]);
  assert.equal(found.failures, [{ resource: 'i_gone', queue: 'q_gone', run: 'r_1', at: 40, reason: '' }]);
  assert.is(found.partial, true);
});

t('C9: what failed with its run has the run’s words as a sentence; a script’s own reason stays its own', () => {
  const because = (reason: string) => {
    const events = [event('r_3', 'i_plain', 'failed', 40, { reason })];
    return jobResources(view, [whole(events)]).failures[0]!.reasonAs;
  };
  assert.equal(because('ended by SIGKILL'), { form: 'ended by {signal}', values: { signal: 'SIGKILL' } });
  assert.is(because('no such customer'), undefined);
});

t('C9: many failures are counted, and the latest 20 named', () => {
  const events = Array.from({ length: 50 }, (_, n) => event('r_1', `i_${n}`, 'failed', n));
  const { failed, failures } = jobResources(view, [whole(events)]);
  assert.equal([failed, failures.length, failures[0]!.at, failures.at(-1)!.at], [50, 20, 49, 30]);
});

t.run();
