/** Q52: what a flood of changes costs: one evaluation at once, one more when the rest is over, whatever the number. */
import * as assert from 'uvu/assert';
import type { Clock } from '../../coordinator/clock.ts';
import { SYSTEM, WORKSPACE } from '../../coordinator/core.ts';
import { FIRST_REST_MS } from '../../coordinator/domain/condition-rest.ts';
import type { Principal } from '../../coordinator/domain/view.ts';
import { makeIds } from '../../coordinator/ids.ts';
import { createLog } from '../../coordinator/log.ts';
import { composeInside, type Inside } from '../../coordinator/services.ts';
import { openStore } from '../../coordinator/store/open-store.ts';
import type { ParamsIn, Result, WriteVerb } from '../../protocol/contract.ts';
import { fakeFacts } from '../support/fake-agent.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('hints to launch conditions');
const ADDS = 10_000;

/** Stands still; what is due later is done when the test says so. */
class StillClock implements Clock {
  #due: { ms: number; work: () => void }[] = [];
  #now = 1_800_000_000_000;
  now(): number {
    return this.#now;
  }
  advance(ms: number): void {
    this.#now += ms;
  }
  monotonic(): number {
    return 0;
  }
  after(ms: number, work: () => void): () => void {
    const one = { ms, work };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }
  /** Does what waits for at most so many ms. */
  pass(ms: number): void {
    const over = this.#due.filter((one) => one.ms <= ms);
    this.#due = this.#due.filter((one) => one.ms > ms);
    for (const { work } of over) work();
  }
}

async function inside() {
  const clock = new StillClock();
  const store = await openStore({ engine: 'sqlite', folder: folder('hints'), ids: makeIds });
  const seen: string[] = [];
  const commit = store.commit.bind(store);
  store.commit = (batch, now) => {
    seen.push(...batch.map((command) => command.verb));
    return commit(batch, now);
  };
  const log = createLog('silent');
  const place = { url: () => '', version: '', started: 0 };
  const onBroken = (error: Error) => {
    throw error;
  };
  const parts: Inside = composeInside({ options: { data: '', clock }, store, log, place, onBroken });
  const { id: user } = await parts.core.system('user.created', {
    ...{ name: 'ada', fullName: 'Ada', role: 'admin', passwordHash: '' },
  });
  const ada: Principal = { kind: 'person', user, name: 'Ada', role: 'admin', workspace: WORKSPACE };
  const ask = async <V extends WriteVerb>(verb: V, params: ParamsIn<V>, who: Principal = ada): Promise<Result<V>> => {
    const outcome = await parts.core.submit({ verb, params, who });
    if (outcome.kind === 'ok') return outcome.result as Result<V>;
    throw outcome.kind === 'refused' ? outcome.error : new Error(`${verb} waits`);
  };
  const manifest = { name: 'work', version: '1.0.0', command: ['node'] } as never;
  const needs = { needs: { screen: 'none', labels: [], freeDiskMb: 0 }, parameters: [], outputs: [], stopGrace: 0 };
  const zeros = { sha256: '0'.repeat(64), content: '0'.repeat(64), bytes: 1 };
  const version = { manifest: { ...(manifest as object), ...needs } as never, ...zeros, user };
  await ask('version.added', version, SYSTEM);
  await ask('pool.create', { name: 'p' });
  await ask('deployment.create', { name: 'work', package: 'work', pool: 'p' });
  await ask('queue.create', { name: 'q' });
  const evaluations = () => seen.filter((verb) => verb === 'condition.evaluate').length;
  /** Resolves when everything that was submitted up to now is committed. */
  const settled = () => ask('pool.join', { pool: 'p', robot: 'nobody' }).catch(() => undefined);
  const close = async () => {
    parts.conditions.stop();
    await parts.writer.close();
    await store.close();
  };
  return { parts, user, clock, ask, evaluations, settled, close };
}

t('Q52: ten thousand adds at once cost two evaluations, and the last of them is seen', async () => {
  const { parts, clock, ask, evaluations, settled, close } = await inside();
  await parts.conditions.start();
  await ask('condition.set', { queue: 'q', deployment: 'work', minWaiting: ADDS });
  await settled();
  assert.is(evaluations(), 1);
  await Promise.all(Array.from({ length: ADDS }, () => ask('resource.add', { queue: 'q', value: 1 })));
  assert.is(evaluations(), 1, 'it rests');
  const jobs = () => parts.core.store.query('jobs', { workspace: WORKSPACE });
  assert.is((await jobs()).items.length, 0);
  clock.pass(1_000);
  await settled();
  await settled();
  assert.is(evaluations(), 2);
  assert.is((await jobs()).items.length, 1);
  clock.pass(1_000);
  await settled();
  assert.is(evaluations(), 2, 'nothing changed since');
  await close();
});

t('without an enabled condition nobody evaluates anything', async () => {
  const { parts, clock, ask, evaluations, settled, close } = await inside();
  await parts.conditions.start();
  await ask('condition.set', { queue: 'q', deployment: 'work', enabled: false });
  clock.pass(1_000);
  await settled();
  const before = evaluations();
  await ask('resource.add', { queue: 'q', value: 1 });
  clock.pass(1_000);
  await settled();
  assert.is(evaluations(), before);
  await close();
});

t('a condition that rests after a job for nothing is looked at when the rest is over', async () => {
  const { parts, user, clock, ask, evaluations, settled, close } = await inside();
  await parts.conditions.start();
  const { workspace } = SYSTEM;
  const token = { hash: 'h', kind: 'enrol', user, name: '', pool: '', expires: clock.now() + 1 } as const;
  await ask('token.made', token, SYSTEM);
  const facts = fakeFacts();
  const { robot } = await ask('robot.enrolled', { tokenHash: 'h', name: 'r', publicKey: '', facts }, SYSTEM);
  await ask('robot.connected', { robot, session: 's_1', facts, runs: [] }, SYSTEM);
  await ask('pool.join', { pool: 'p', robot });
  await ask('resource.add', { queue: 'q', value: 1 });
  await ask('condition.set', { queue: 'q', deployment: 'work' });
  await settled();
  const { run } = await ask('robot.dispatch', { robot }, SYSTEM);
  const { epoch } = await ask(
    'run.accept',
    { run: run!, epoch: 1 },
    { kind: 'agent', robot, session: 's_1', workspace },
  );
  const ended = { kind: 'ended', state: 'succeeded', reason: 'completed', exitCode: 0 } as const;
  const entries = [{ n: 1, atMs: 1, e: ended }];
  await ask('run.report', { run: run!, epoch, entries }, { kind: 'supervisor', run: run!, epoch, workspace });
  clock.pass(1_000);
  await settled();
  const jobs = async () => (await parts.core.store.query('jobs', { workspace: WORKSPACE })).items.length;
  assert.equal([await jobs(), evaluations()], [1, 2], 'evaluated at the end of the job, and it rests');
  clock.advance(FIRST_REST_MS);
  clock.pass(FIRST_REST_MS);
  await settled();
  assert.equal([await jobs(), evaluations()], [2, 3]);
  await close();
});

t.run();
