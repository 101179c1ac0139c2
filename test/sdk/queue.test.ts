import * as assert from 'uvu/assert';
import { BusinessError, type EachOptions } from '../../sdk/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Scripts, withScripts } from './support/script-run.ts';

const t = suite('working a queue with the SDK, against the real coordinator');

const counts = async (s: Scripts) => (await s.api('queue.show', { queue: 'q' })).counts;

t('S1, S2: add, get by id and by condition, update, lock, unlock, mark processed', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<{ n: number }>('q');
    const added = await queue.add({ n: 1 }, { tags: ['eu'], priority: 3, key: 'k-1' });
    assert.equal([added.status, added.tags, added.priority, added.key], ['new', ['eu'], 3, 'k-1']);
    assert.is((await queue.add({ n: 9 }, { key: 'k-1' })).id, added.id, 'Q40: a known key gives the one that is there');
    const many = await queue.addMany([{ value: { n: 2 }, tags: ['us'] }, { value: { n: 3 } }]);
    assert.is(many.added, 2);

    const mine = await queue.get(added.id, { lock: 'both' });
    assert.equal([mine.value, mine.status], [{ n: 1 }, 'in_progress']);
    assert.ok(mine.readLock && mine.writeLock);
    await mine.update({ value: { n: 10 }, tags: [] });
    assert.equal([mine.value, mine.tags], [{ n: 10 }, []]);
    await mine.unlock('read');
    assert.equal([mine.readLock, mine.writeLock !== undefined], [undefined, true]);
    await mine.lock({ read: { until: new Date(s.clock.now() + 60_000) } });
    assert.ok(mine.readLock?.until);
    await mine.markProcessed();
    assert.equal([mine.status, mine.finished], ['processed', true]);

    const us = await queue.get({ tags: ['us'], timeout: 0 });
    assert.equal(us.value, { n: 2 });
    assert.is((await refusalOf(queue.get({ tags: ['nobody'], timeout: 0 }))).code, 'ResourceNotFound');
    assert.is((await refusalOf(robot.queue('other').add(1))).code, 'QueueNotFound');
  }),
);

t('S1, Q44: each takes, locks and marks processed until the queue is drained', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2, 3].map((value) => ({ value })));
    const seen: number[] = [];
    await queue.each((resource) => {
      assert.ok(resource.readLock && resource.writeLock, 'both locks by default');
      seen.push(resource.value);
    });
    assert.equal(seen, [1, 2, 3]);
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 3, error: 0 });
  }),
);

t('Q37: each passes condition, order and lock on', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([
      { value: 1, tags: ['eu'] },
      { value: 2, tags: ['us'] },
      { value: 3, tags: ['eu', 'vip'] },
    ]);
    const seen: unknown[] = [];
    const options: EachOptions = { tags: ['eu'], sort: 'newest', lock: 'write' };
    await queue.each((r) => seen.push([r.value, r.readLock, r.writeLock !== undefined]), options);
    assert.equal(seen, [
      [3, undefined, true],
      [1, undefined, true],
    ]);
  }),
);

t('Q21: a thrown BusinessError sends the resource to error at once; the loop goes on', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2].map((value) => ({ value })));
    await queue.each(({ value }) => {
      if (value === 1) throw new BusinessError('customer is blocked');
    });
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 1, error: 1 });
    const items = (await s.api('resource.list', { queue: 'q' })).items;
    const refused = items.find((r) => r.status === 'error')!;
    const { history } = await s.api('resource.show', { queue: 'q', id: refused.id });
    assert.match(JSON.stringify(history), /customer is blocked/);
  }),
);

t('Q15: what fails costs one attempt, goes back to new, and is left to another run: the loop ends', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2, 3].map((value) => ({ value })));
    const seen: number[] = [];
    const failing = ({ value }: { value: number }) => {
      seen.push(value);
      if (value !== 3) throw new Error(`no luck with ${value}`);
    };
    await queue.each(failing);
    assert.equal(seen, [1, 2, 3], 'each once');
    assert.equal(await counts(s), { new: 2, in_progress: 0, processed: 1, error: 0 });
    const another = await s.script();
    await another.robot.queue<number>('q').each(failing);
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 1, error: 2 }, 'Q18: the second was the last');
  }, 2),
);

t('Q15: a single resource that fails is tried once by a run and is free afterwards', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.add(1);
    let tries = 0;
    await queue.each(
      () => {
        tries++;
        throw new Error('no luck');
      },
      { concurrency: 3 },
    );
    assert.is(tries, 1);
    const [resource] = (await s.api('resource.list', { queue: 'q' })).items;
    assert.equal([resource!.status, resource!.attemptsLeft, resource!.writeLock], ['new', 4, undefined]);
  }, 5),
);

t('S3: when the run is ending, each finishes the resource in hand and takes no more', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2].map((value) => ({ value })));
    const seen: number[] = [];
    await queue.each(({ value }) => {
      seen.push(value);
      session.stop.abort('the test says so');
    });
    assert.equal(seen, [1]);
    assert.equal(await counts(s), { new: 1, in_progress: 0, processed: 1, error: 0 });
  }),
);

t('Q16: what fails because the run is ending is released and costs nothing', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.add(1);
    await queue.each(() => {
      session.stop.abort('the test says so');
      throw new Error('the browser was closed');
    });
    const [resource] = (await s.api('resource.list', { queue: 'q' })).items;
    assert.equal([resource!.status, resource!.attemptsLeft, resource!.readLock], ['in_progress', 3, undefined]);
  }, 3),
);

t('S3: idle "wait" waits for more; the end of the run gives the wait up and swallows nothing', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    const seen: number[] = [];
    const loop = queue.each(({ value }) => seen.push(value), { idle: 'wait' });
    await s.api('resource.add', { queue: 'q', value: 1 });
    await until('it was worked', () => seen.length === 1);
    session.stop.abort('the test says so');
    await loop;
    await s.api('resource.add', { queue: 'q', value: 2 });
    assert.equal(await counts(s), { new: 1, in_progress: 0, processed: 1, error: 0 });
  }),
);

t('a get that waits ends with RunEnded when the run is ending', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const getting = refusalOf(robot.queue('q').get({ timeout: -1 }));
    await refusalOf(robot.queue('no such').add(1)); // what was sent before this has reached the coordinator
    session.stop.abort('the test says so');
    const error = await getting;
    assert.is(error.code, 'RunEnded');
    assert.match(error.message, /the test says so/);
  }),
);

t('S3: concurrency works several at once, each once', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(Array.from({ length: 40 }, (_, value) => ({ value })));
    let open = 0;
    let most = 0;
    const seen: number[] = [];
    await queue.each(
      async ({ value }) => {
        most = Math.max(most, ++open);
        seen.push(value);
        await new Promise(setImmediate);
        open--;
      },
      { concurrency: 8 },
    );
    assert.equal(
      seen.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i),
    );
    assert.ok(most > 1 && most <= 8, `${most} at once`);
    assert.is((await refusalOf(queue.each(() => {}, { concurrency: 0 }))).field, 'concurrency');
  }),
);

t('S1: take is the same as a loop; a resource that the body finished itself is left as it is', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2, 3].map((value) => ({ value })));
    for await (const resource of queue.take()) if (resource.value === 2) await resource.fail('no', { retry: false });
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 2, error: 1 });
  }),
);

t('S3: leaving take by break releases the resource in hand', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2].map((value) => ({ value })));
    for await (const _ of queue.take()) break;
    assert.equal(await counts(s), { new: 1, in_progress: 1, processed: 0, error: 0 });
    const other = await s.script();
    const seen: number[] = [];
    await other.robot.queue<number>('q').each(({ value }) => seen.push(value));
    assert.equal(seen, [1, 2], 'both are free for another run');
  }),
);

t('a resource that somebody else finished meanwhile does not stop the loop', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const other = (await s.script()).robot.queue<number>('q');
    const queue = robot.queue<number>('q');
    await queue.addMany([1, 2].map((value) => ({ value })));
    const seen: number[] = [];
    await queue.each(async (resource) => {
      seen.push(resource.value);
      if (resource.value !== 1) return;
      await resource.unlock();
      await (await other.get(resource.id)).markProcessed();
    });
    assert.equal(seen, [1, 2]);
    assert.is((await counts(s)).processed, 2);
  }),
);

t('S11: a call of a run that has ended gives RunEnded and changes nothing', () =>
  withScripts(async (s) => {
    const { robot, supervisor } = await s.script();
    const resource = await robot.queue('q').add(1, { lock: 'both' });
    await supervisor.end('failed', 'killed');
    assert.is((await refusalOf(resource.markProcessed())).code, 'RunEnded');
    assert.equal(await counts(s), { new: 1, in_progress: 0, processed: 0, error: 0 });
  }),
);

t('S10: each goes on over a restart of the coordinator, every resource once', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(Array.from({ length: 6 }, (_, value) => ({ value })));
    const seen: number[] = [];
    let restart: Promise<void> | undefined;
    await queue.each(({ value }) => {
      seen.push(value);
      if (value === 2) restart = s.restart();
    });
    await restart;
    assert.equal(seen, [0, 1, 2, 3, 4, 5]);
    assert.is((await counts(s)).processed, 6);
  }),
);

t('Q3: a value of 1 MiB goes in and comes out whole; one more byte is refused by name', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<string>('q');
    const value = 'x'.repeat(1024 * 1024 - 2);
    const { id } = await queue.add(value);
    assert.is((await queue.get(id)).value, value);
    const error = await refusalOf(queue.add(`${value}x`));
    assert.equal([error.code, error.field], ['ValidationError', 'value']);
  }),
);

t.run();
