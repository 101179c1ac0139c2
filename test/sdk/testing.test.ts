import * as assert from 'uvu/assert';
import { GantryError } from '../../protocol/errors.ts';
import { BusinessError } from '../../sdk/business-error.ts';
import { startCoordinator, type TestCoordinator } from '../../testing/index.ts';
import { suite } from '../support/suite.ts';

const t = suite('gantry/testing (S14)');

/** A coordinator with the queue `invoices`, closed after `work`. */
async function withInvoices(work: (c: TestCoordinator) => Promise<void>): Promise<void> {
  await using coordinator = await startCoordinator();
  await coordinator.queue('invoices', { attempts: 2 });
  await work(coordinator);
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof GantryError ? error.code : String(error)),
  );

t('a robot works a queue as it would in a run, and the test sees what became of it', () =>
  withInvoices(async (coordinator) => {
    const robot = await coordinator.robot('desk', { country: 'de' });
    assert.equal([robot.params, robot.run.robot], [{ country: 'de' }, 'desk']);
    const invoices = robot.queue<{ number: number }>('invoices');
    await invoices.addMany([1, 2, 3].map((number) => ({ value: { number } })));
    await invoices.each(async ({ value }) => {
      if (value.number === 2) throw new BusinessError('no customer');
      if (value.number === 3) throw new Error('the shop was closed');
    });
    const found = await coordinator.resources<{ number: number }>('invoices');
    assert.equal(
      found.map(({ value, status, attemptsLeft }) => [value.number, status, attemptsLeft]),
      [
        [1, 'processed', 2],
        [2, 'error', 1],
        [3, 'new', 1],
      ],
    );
    assert.equal(found[0]!.history.map((event) => event.kind).sort(), ['created', 'processed', 'taken']);
  }),
);

t('a dated lock goes at its very date, and who waits is served before advance resolves', () =>
  withInvoices(async (coordinator) => {
    const [one, two] = [await coordinator.robot(), await coordinator.robot()];
    const { id } = await one.queue('invoices').add('a', { lock: { read: { until: coordinator.clock.now() + 5_000 } } });
    let served = false;
    const waiting = two.queue('invoices').get(id, { timeout: 60_000 });
    void waiting.then(() => (served = true));
    await coordinator.clock.advance(4_999);
    assert.not(served);
    await coordinator.clock.advance(1);
    assert.ok(served);
    assert.is((await waiting).value, 'a');
  }),
);

t('a wait ends when its time is up on the moved clock, not on the machine’s', () =>
  withInvoices(async (coordinator) => {
    const robot = await coordinator.robot();
    const start = coordinator.clock.now();
    const waiting = codeOf(robot.queue('invoices').get({ timeout: 6 * 86_400_000 }));
    await coordinator.clock.advance(7 * 86_400_000);
    assert.is(await waiting, 'ResourceNotFound');
    assert.is(coordinator.clock.now(), start + 7 * 86_400_000);
  }),
);

t('a run that is lost loses its locks and costs an attempt; the robot starts another run', () =>
  withInvoices(async (coordinator) => {
    const robot = await coordinator.robot('desk');
    await robot.queue('invoices').add('a');
    await robot.queue('invoices').get({ lock: 'both' });
    await robot.end('lost');
    const [left] = await coordinator.resources('invoices');
    assert.equal([left!.status, left!.attemptsLeft, left!.readLock], ['in_progress', 1, undefined]);
    assert.is(await codeOf(robot.queue('invoices').add('b')), 'RunEnded');
    const again = await coordinator.robot('desk');
    assert.is((await again.queue('invoices').get({ timeout: 0 })).value, 'a');
  }),
);

t('the token is an administrator’s and the variables are what a script in its own process reads', () =>
  withInvoices(async (coordinator) => {
    const headers = { authorization: `Bearer ${coordinator.token}` };
    const response = await fetch(`${coordinator.url}/api/v1/queues`, { headers });
    assert.is(((await response.json()) as { items: unknown[] }).items.length, 1);
    const { variables, run } = await coordinator.robot();
    assert.is(variables.GANTRY_URL, coordinator.url);
    assert.is((JSON.parse(variables.GANTRY_RUN!) as { run: string }).run, run.id);
  }),
);

t('bad input is refused in words, and closing twice is fine', async () => {
  const coordinator = await startCoordinator({ now: new Date('2030-01-01') });
  assert.is(coordinator.clock.now(), Date.parse('2030-01-01'));
  assert.is(await codeOf(coordinator.clock.advance(-1)), 'ValidationError');
  assert.is(await codeOf(coordinator.queue('x'.repeat(61))), 'ValidationError');
  await coordinator.close();
  await coordinator.close();
});

t.run();
