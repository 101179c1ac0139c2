/** Typed credentials over HTTP and sockets, on real SQLite (X6): whatever is done with them, nothing keeps one in the clear. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { RunningCoordinator } from '../../coordinator/index.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { foundBelow } from './support/secrets.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('typed credentials at work');
const DAY_MS = 86_400_000;

const LOGIN = { user: 'robot-7', secret: 'p"ä ss/wörd+1 ~\'=' };
const OTHER = { user: 'robot-8', secret: 'an/öther "one"' };
const CHILD = { user: 'robot-9', secret: 'of the chïld\\n' };
const SECRETS = [LOGIN, OTHER, CHILD].map(({ secret }) => secret);
const parameters = [
  { name: 'login', type: 'credential' },
  { name: 'extra', type: 'json' },
];

async function withTyped(body: (s: Stage, log: string[]) => Promise<void>, options: Parameters<typeof stage>[0] = {}) {
  const log: string[] = [];
  const s = await stage({ logLevel: 'trace', logTo: { write: (line) => log.push(line) }, ...options });
  try {
    await s.api('pool.create', { name: 'p' });
    await s.publish(await archiveOf({ ...manifestOf('pay'), parameters }));
    const settings = { name: 'pay', package: 'pay', pool: 'p', recording: 'never', retries: 0 } as const;
    await s.api('deployment.create', { ...settings, params: { login: LOGIN } });
    await body(s, log);
  } finally {
    await s.close();
  }
}

const holds = (text: unknown) => SECRETS.filter((secret) => JSON.stringify(text).includes(JSON.stringify(secret)));
const below = (s: Stage) => SECRETS.flatMap((secret) => foundBelow(s.data, secret));

/** A request as a client sends it that may have to send it again. */
async function repeated(s: Stage, key: string, path: string, body: object): Promise<{ jobs: { id: string }[] }> {
  const response = await fetch(`${s.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${s.token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  assert.is(response.status, 200);
  return (await response.json()) as { jobs: { id: string }[] };
}

t('X6: neither database, nor redo log, nor log, nor any answer holds one in any form, after all it went through', () =>
  withTyped(async (s, log) => {
    const answers: unknown[] = [];
    const ask = async (work: Promise<unknown>) => void answers.push(await work);
    const agent = await s.agent('one', 'p');
    const rule = { kind: 'cron', cron: '0 6 * * *' } as const;
    await ask(s.api('schedule.create', { name: 'daily', deployment: 'pay', rule, params: { login: OTHER } }));
    await ask(s.api('deployment.clone', { deployment: 'pay', name: 'copy' }));
    await ask(repeated(s, 'one-key-for-all', '/deployments/pay/run', { params: { login: OTHER } }));
    const order = await agent.order(1);
    assert.equal([order.params.login, order.secret, order.sealed], [OTHER, ['login'], undefined]);
    const script = await FakeRun.open(s.url, order, 'script');
    const supervisor = await FakeRun.open(s.url, order, 'supervisor');
    await supervisor.report({ kind: 'started', pid: 4_711 });
    await ask(script.call('job.start', { deployment: 'copy', params: { login: CHILD } }));
    await supervisor.end('succeeded');
    assert.equal((await agent.order(2)).params.login, CHILD);
    await ask(s.api('job.again', { job: order.job }));
    await refusalOf(s.api('deployment.create', { name: 'pay', package: 'pay', pool: 'p', params: { login: OTHER } }));
    await refusalOf(s.api('job.run', { deployment: 'pay', robots: ['nobody'], params: { login: OTHER } }));
    for (const verb of ['deployment.list', 'schedule.list', 'job.list', 'audit.list'] as const)
      await ask(s.api(verb, {}));
    await ask(s.api('deployment.show', { deployment: 'pay' }));
    await ask(s.api('schedule.show', { schedule: 'daily' }));
    await ask(s.api('job.show', { job: order.job }));
    const before = below(s);
    await s.restart();
    await s.coordinator.stop();
    assert.equal([before, below(s), holds(answers), holds(log.map((line) => JSON.parse(line)))], [[], [], [], []]);
    assert.not.match(log.join(''), /wörd|öther|chïld/);
    await s.restart();
  }),
);

t('S10: the same request with a key is one job, also after a restart; another credential is another request', () =>
  withTyped(async (s) => {
    const run = (login: object, extra: object) =>
      repeated(s, 'one-key-for-all', '/deployments/pay/run', { params: { login, extra } });
    const { jobs } = await run(LOGIN, { a: 1 });
    assert.equal((await run(LOGIN, { a: 1 })).jobs, jobs);
    await s.restart();
    assert.equal((await run(LOGIN, { a: 1 })).jobs, jobs);
    await s.api('key.rotate', {});
    assert.equal((await run(LOGIN, { a: 1 })).jobs, jobs);
    const [other] = (await run({ ...LOGIN, secret: `${LOGIN.secret}!` }, { a: 1 })).jobs;
    const [more] = (await run(LOGIN, { a: 2 })).jobs;
    assert.is(new Set([jobs[0]!.id, other!.id, more!.id]).size, 3);
    assert.is((await s.api('job.list', {})).items.length, 3);
  }),
);

t('S10: a child that is asked for again by the same client is one job, with the first credential', () =>
  withTyped(async (s) => {
    const agent = await s.agent('one', 'p');
    const { script } = await s.running(agent, 'pay');
    const start = async () => {
      const run = await FakeRun.open(s.url, script.order, 'script', 'the-same-client');
      const { job } = await run.call('job.start', { deployment: 'pay', params: { login: CHILD } });
      run.close();
      return job.id;
    };
    assert.is(await start(), await start());
    assert.is((await s.api('job.list', { source: ['run'] })).items.length, 1);
  }),
);

t('X6: another master key opens what was typed before; one that is gone for good says what to do', () =>
  withTyped(async (s) => {
    const agent = await s.agent('one', 'p');
    assert.is((await s.api('key.rotate', {})).rewrapped, 1);
    const { supervisor } = await s.running(agent, 'pay');
    assert.equal(agent.orders[0]!.params.login, LOGIN);
    await supervisor.end('succeeded');
    await s.coordinator.stop();
    rmSync(join(s.data, 'keys'), { recursive: true });
    await s.restart();
    const again = await s.agent('two', 'p');
    await s.api('job.run', { deployment: 'pay' });
    assert.match((await again.order()).refusal!, /parameter login cannot be opened: the master key .* put it back/);
    const typing = () => s.api('deployment.update', { deployment: 'pay', params: { login: OTHER } });
    assert.is((await refusalOf(typing())).code, 'Unavailable');
    await s.api('deployment.update', { deployment: 'pay', priority: 7 });
    await s.api('key.rotate', { lost: true });
    await typing();
  }),
);

t('X6: 30 days after the last job that had it, what nobody has is gone from the database', () =>
  withTyped(
    async (s) => {
      const agent = await s.agent('one', 'p');
      await s.api('job.run', { deployment: 'pay', params: { login: OTHER } });
      const order = await agent.order(1);
      const supervisor = await FakeRun.open(s.url, order, 'supervisor');
      await supervisor.end('succeeded');
      const { store } = (s.coordinator as RunningCoordinator).inside.core;
      const unused = () =>
        store.read((view) => view.pick('unusedSecrets', { upTo: Number.MAX_SAFE_INTEGER }, 9).length);
      assert.is(await unused(), 1);
      s.clock.advance(31 * DAY_MS);
      await until('it is forgotten', async () => (await unused()) === 0);
      assert.equal((await s.api('job.show', { job: order.job })).params, { login: '•••' });
      await s.api('job.run', { deployment: 'pay' });
      assert.equal((await agent.order(2)).params.login, LOGIN, 'the deployment still has its own');
    },
    { timers: { pruneMs: 50 } },
  ),
);

t.run();
