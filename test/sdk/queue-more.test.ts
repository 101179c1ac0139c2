import * as assert from 'uvu/assert';
import { GantryError } from '../../sdk/index.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Scripts, withScripts } from './support/script-run.ts';

const t = suite('several at once, later, and once, with the SDK against the real coordinator');

const counts = async (s: Scripts) => (await s.api('queue.show', { queue: 'q' })).counts;
const numbers = (n: number) => Array.from({ length: n }, (_, value) => ({ value }));

t('S1, Q38: getMany takes several with their values, each a resource in hand', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(numbers(5));
    const two = await queue.getMany({ count: { atMost: 2 }, lock: 'both', sort: 'newest' });
    assert.equal(
      two.map((r) => r.value),
      [4, 3],
    );
    for (const resource of two) await resource.markProcessed();
    const rest = await queue.getMany({ count: 'all', lock: 'both' });
    assert.is(rest.length, 3);
    const error = await refusalOf(queue.getMany({ count: { exactly: 2 }, timeout: 0, lock: 'both' }));
    assert.is(error.code, 'ResourceNotFound');
    assert.equal(await counts(s), { new: 0, in_progress: 3, processed: 2, error: 0 });
  }),
);

t('S3, Q38: a getMany that waits ends with RunEnded when the run is ending', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const getting = refusalOf(robot.queue('q').getMany({ count: { exactly: 2 }, timeout: -1 }));
    await refusalOf(robot.queue('no such').add(1)); // what was sent before this has reached the coordinator
    session.stop.abort('the test says so');
    assert.is((await getting).code, 'RunEnded');
  }),
);

t('S1, Q42: count and peek look without taking', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.add(1, { tags: ['eu'], priority: 2 });
    await queue.add(2, { priority: 9 });
    assert.equal([await queue.count(), await queue.count({ tags: ['eu'] })], [2, 1]);
    const [first] = await queue.peek({ limit: 1 });
    assert.equal([first?.priority, first?.status], [9, 'new']);
    await first!.delete();
    assert.is(await queue.count({ status: ['new', 'in_progress'] }), 1);
  }),
);

t('S1, S2, Q41: delete by id and in hand; each leaves alone what its body deleted', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    const { ids } = await queue.addMany(numbers(3));
    await queue.delete(ids[2]!);
    assert.is((await refusalOf(queue.delete(ids[2]!))).code, 'ResourceNotFound');
    await queue.each((resource) => (resource.value === 0 ? resource.delete() : undefined));
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 1, error: 0 });
  }),
);

t('S2, S3, Q43: what the body defers is left for its date, and a loop that waits gets it then', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(numbers(2));
    const seen: number[] = [];
    const loop = queue.each(
      async (resource) => {
        seen.push(resource.value);
        if (resource.value === 0) await resource.defer(s.clock.now() + 600_000, { value: 10 });
        else if (resource.value === 10) session.stop.abort('all is done');
      },
      { idle: 'wait' },
    );
    await until('the other was worked', async () => (await counts(s)).processed === 1);
    assert.equal(seen, [0, 1]);
    s.clock.advance(600_001);
    await loop;
    assert.equal(seen, [0, 1, 10]);
    assert.equal(await counts(s), { new: 0, in_progress: 0, processed: 2, error: 0 });
  }),
);

t('S3: two loops of one run, and slots of one loop, never work on the same resource', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.addMany(numbers(30));
    const open = new Set<string>();
    let worked = 0;
    const work = async ({ id }: { id: string }) => {
      assert.is(open.has(id), false, 'in one hand only');
      open.add(id);
      await new Promise(setImmediate);
      open.delete(id);
      worked++;
    };
    await Promise.all([queue.each(work, { concurrency: 4 }), queue.each(work, { concurrency: 4 })]);
    assert.is(worked, 30);
  }),
);

t('S3: with idle "wait" a failed resource is left to another run, and the loop waits for more without asking', () =>
  withScripts(async (s) => {
    const { robot, session } = await s.script();
    const queue = robot.queue<number>('q');
    await queue.add(1);
    const seen: number[] = [];
    const loop = queue.each(
      ({ value }) => {
        seen.push(value);
        if (value === 1) throw new Error('no luck');
        session.stop.abort('all is done');
      },
      { idle: 'wait' },
    );
    await until('it went back', async () => (await counts(s)).new === 1 && seen.length === 1);
    await s.api('resource.add', { queue: 'q', value: 2 });
    await loop;
    assert.equal(seen, [1, 2]);
    assert.equal(await counts(s), { new: 1, in_progress: 0, processed: 1, error: 0 });
  }, 5),
);

t('S9: once does it once: the next run gets the stored result, the same as the first', () =>
  withScripts(async (s) => {
    const [first, second] = [await s.script(), await s.script()];
    const { id } = await first.robot.queue('q').add(1);
    let done = 0;
    const post = () => ({ no: ++done, at: new Date(0) });
    const resource = await first.robot.queue('q').get(id, { lock: 'both' });
    const result = await resource.once('post', post);
    assert.equal(result as unknown, { no: 1, at: '1970-01-01T00:00:00.000Z' }, 'as it is kept');
    assert.equal(await resource.once('post', post), result);
    assert.is(await resource.once('nothing to say', () => {}), null);
    await first.supervisor.end('failed', 'killed');
    const again = await second.robot.queue('q').get(id, { lock: 'both' });
    assert.equal(await again.once('post', post), result);
    assert.is(done, 1);
  }),
);

t('S9: begun and not known whether done: EffectUnknown, and each sends it to error for a person to decide', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const queue = robot.queue<number>('q');
    const { id } = await queue.add(1);
    const resource = await queue.get(id);
    await refusalOf(resource.once('post', () => Promise.reject(new GantryError('Unavailable', 'the page broke'))));
    const error = await refusalOf(resource.once('post', () => 1));
    assert.is(error.code, 'EffectUnknown');
    assert.match(error.message, 'A person must look');
    await queue.each((r) => r.once('post', () => 1));
    const { resource: shown, history } = await s.api('resource.show', { queue: 'q', id });
    assert.equal([shown.status, shown.attemptsLeft], ['error', 4]);
    assert.match(JSON.stringify(history.at(-1)), 'nobody knows whether it was done');
    await s.api('effect.settle', { queue: 'q', id, name: 'post', forget: true });
    await s.api('resource.retry', { queue: 'q', id });
    const other = (await s.script()).robot.queue<number>('q');
    let result: unknown;
    await other.each(async (r) => {
      result = await r.once('post', () => 'second try');
    });
    assert.is(result, 'second try');
  }, 5),
);

t('S9: a script that can look decides itself: done already, or to be done now', () =>
  withScripts(async (s) => {
    const { robot } = await s.script();
    const resource = await robot.queue('q').add(1);
    const broken = () => Promise.reject(new GantryError('Unavailable', 'the page broke'));
    for (const name of ['found', 'not found']) await refusalOf(resource.once<string>(name, broken));
    const never = () => assert.unreachable() as never;
    assert.is(await resource.once('found', never, { check: () => 'no. 17' }), 'no. 17');
    assert.is(await resource.once('found', never), 'no. 17');
    assert.is(await resource.once('not found', () => 'no. 18', { check: async () => undefined }), 'no. 18');
  }),
);

t.run();
