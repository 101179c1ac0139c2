/** `GET /metrics`: valid text, numbers equal to what the coordinator says, who may read it, bounds. */
import { request } from 'node:http';
import * as assert from 'uvu/assert';
import { readOptions } from '../../coordinator/config.ts';
import { MOST_QUEUES } from '../../coordinator/metrics-facts.ts';
import { type Family, parseMetrics, sampleOf } from '../support/prometheus.ts';
import { Receiver, status } from '../support/receiver.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, signInByLink, stage } from './support/stage.ts';

const t = suite('metrics');

async function withStage(body: (s: Stage) => Promise<void>, options: Parameters<typeof stage>[0] = {}) {
  const s = await stage(options);
  try {
    await body(s);
  } finally {
    await s.close();
  }
}

const ask = (s: Stage, headers: Record<string, string> = { authorization: `Bearer ${s.token}` }) =>
  fetch(`${s.url}/metrics`, { headers });

async function scrape(s: Stage): Promise<Map<string, Family>> {
  const response = await ask(s);
  assert.is(response.status, 200);
  assert.is(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return parseMetrics(await response.text());
}

/** All values of one label of a family. */
const byLabel = (families: Map<string, Family>, name: string, label: string): Record<string, number> =>
  Object.fromEntries(families.get(name)!.samples.map((s) => [s.labels[label]!, s.value]));

t('a new installation: valid text, everything declared, zeros where nothing is', () =>
  withStage(async (s) => {
    const m = await scrape(s);
    assert.equal(byLabel(m, 'gantry_jobs', 'state'), { queued: 0, running: 0 });
    assert.equal(byLabel(m, 'gantry_jobs_ended_total', 'state'), { succeeded: 0, failed: 0, cancelled: 0 });
    assert.equal(byLabel(m, 'gantry_robots', 'state'), { offline: 0, idle: 0, busy: 0, paused: 0 });
    assert.is(sampleOf(m, 'gantry_queues'), 0);
    assert.is(m.get('gantry_info')?.samples.length, 1);
    for (const quantile of ['0.5', '0.9', '0.99', '1'])
      assert.ok(sampleOf(m, 'gantry_event_loop_delay_seconds', { quantile })! >= 0, quantile);
    assert.ok(sampleOf(m, 'gantry_disk_free_bytes', { folder: 'data' })! > 0);
    assert.ok(sampleOf(m, 'gantry_database_bytes', { file: 'gantry.db' })! > 0);
    assert.ok(sampleOf(m, 'process_resident_memory_bytes')! > 0);
    assert.ok(sampleOf(m, 'process_cpu_seconds_total')! > 0);
    const ours = [...m.values()].filter(({ name }) => name.startsWith('gantry_'));
    for (const { name, help } of ours) assert.match(help, /\.$/, name);
  }),
);

t('jobs, runs, robots and queues are what the coordinator says they are, also after a restart', () =>
  withStage(async (s) => {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const one = await s.agent('one', 'p');
    for (const end of ['succeeded', 'failed', 'failed'] as const) {
      const { supervisor } = await s.running(one, 'hello');
      await supervisor.end(end);
    }
    const { job: busy } = await s.running(one, 'hello');
    await s.agent('two');
    const waiting = await Promise.all([1, 2, 3].map(() => s.api('job.run', { deployment: 'hello' })));
    await s.api('job.cancel', { job: waiting[0]!.jobs[0]!.id });
    await s.api('queue.create', { name: 'a "quoted" \\ name' });
    await s.api('resource.addMany', { queue: 'a "quoted" \\ name', items: [1, 2, 3].map((value) => ({ value })) });
    await agree(s);
    assert.is(sampleOf(await scrape(s), 'gantry_jobs', { state: 'running' }), 1);
    await s.restart();
    await agree(s);
    await s.api('job.cancel', { job: busy, force: true });
    await s.api('robot.delete', { robot: 'two' });
    await agree(s);
  }),
);

/** What a scrape says against what lists say. */
async function agree(s: Stage): Promise<void> {
  const m = await scrape(s);
  const { items: jobs } = await s.api('job.list', { limit: 500 });
  const { items: robots } = await s.api('robot.list', {});
  const { items: queues } = await s.api('queue.list', {});
  const count = (rows: { state: string }[], state: string) => rows.filter((row) => row.state === state).length;
  for (const state of ['queued', 'running'])
    assert.is(sampleOf(m, 'gantry_jobs', { state }), count(jobs, state), state);
  for (const state of ['succeeded', 'failed', 'cancelled'])
    assert.is(sampleOf(m, 'gantry_jobs_ended_total', { state }), count(jobs, state), state);
  for (const state of ['offline', 'idle', 'busy', 'paused'])
    assert.is(sampleOf(m, 'gantry_robots', { state }), count(robots, state), state);
  for (const { name, counts, waiting } of queues) {
    for (const [status, n] of Object.entries(counts))
      assert.is(sampleOf(m, 'gantry_queue_resources', { queue: name, status }), n, `${name} ${status}`);
    assert.is(sampleOf(m, 'gantry_queue_waiting', { queue: name }), waiting);
  }
}

t('waits and runs are measured; commands and commits are counted', () =>
  withStage(async (s) => {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const agent = await s.agent('one', 'p');
    const { supervisor } = await s.running(agent, 'hello');
    await supervisor.end('failed', 'boom');
    await s.api('pool.create', { name: 'P' }).catch(() => undefined); // refused: the name is taken
    const m = await scrape(s);
    assert.is(sampleOf(m, 'gantry_job_wait_seconds_count'), 1);
    assert.is(sampleOf(m, 'gantry_run_seconds_count', { state: 'failed' }), 1);
    assert.is(sampleOf(m, 'gantry_commands_total', { verb: 'pool.create', outcome: 'ok' }), 1);
    assert.is(sampleOf(m, 'gantry_commands_total', { verb: 'pool.create', outcome: 'refused' }), 1);
    const commits = sampleOf(m, 'gantry_commit_seconds_count')!;
    assert.ok(commits > 0);
    assert.is(sampleOf(m, 'gantry_commit_commands_count'), commits);
    const sum = m.get('gantry_commands_total')!.samples.reduce((all, one) => all + one.value, 0);
    assert.is(sampleOf(m, 'gantry_commit_commands_sum'), sum);
    assert.is(sampleOf(m, 'gantry_connections', { kind: 'agent' }), 1);
    assert.is(sampleOf(m, 'gantry_connections', { kind: 'script' }), 1);
    assert.is(sampleOf(m, 'gantry_connections', { kind: 'supervisor' }), 1);
  }),
);

t('who waits is counted while it waits', () =>
  withStage(async (s) => {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    const { script } = await s.running(await s.agent('one', 'p'), 'hello');
    await s.api('queue.create', { name: 'q' });
    const got = script.call('resource.get', { queue: 'q', timeout: 20_000 });
    await until('somebody waits', async () => sampleOf(await scrape(s), 'gantry_waits') === 1);
    await s.api('resource.add', { queue: 'q', value: 1 });
    await got;
    assert.is(sampleOf(await scrape(s), 'gantry_waits'), 0);
  }),
);

t('deliveries of webhooks: waiting, ended, attempts', () =>
  withStage(async (s) => {
    const r = await Receiver.start();
    await s.api('webhook.create', { name: 'w', url: r.url, events: ['queue.drained'] });
    await s.api('webhook.create', { name: 'off', url: r.url, events: ['robot.lost'], enabled: false });
    const drain = async (queue: string) => {
      await s.api('queue.create', { name: queue });
      const { id } = await s.api('resource.add', { queue, value: 1 });
      await s.api('resource.edit', { queue, id, status: 'processed' });
    };
    await drain('a');
    await until('it arrived', async () => (await s.api('webhook.show', { webhook: 'w' })).lastArrived !== undefined);
    r.answer = status(500);
    await drain('b');
    await until('it failed', async () => (await s.api('webhook.show', { webhook: 'w' })).failuresInRow === 1);
    const m = await scrape(s);
    assert.equal(byLabel(m, 'gantry_webhooks', 'state'), { enabled: 1, paused: 0, disabled: 1 });
    assert.is(sampleOf(m, 'gantry_webhook_deliveries_waiting'), 1);
    assert.equal(byLabel(m, 'gantry_webhook_deliveries_ended_total', 'state'), { delivered: 1, failed: 0, dropped: 0 });
    assert.equal(byLabel(m, 'gantry_webhook_attempts_total', 'outcome'), { ok: 1, failed: 1, gone: 0 });
    await s.api('webhook.delete', { webhook: 'w' });
    await until('they are gone', async () => sampleOf(await scrape(s), 'gantry_webhook_deliveries_waiting') === 0);
    await r.close();
  }),
);

t('queues with series of their own are those with most unfinished work; the rest is summed', () =>
  withStage(async (s) => {
    const more = 3;
    for (let n = 0; n < MOST_QUEUES + more; n++) await s.api('queue.create', { name: `q${n}` });
    const last = `q${MOST_QUEUES + more - 1}`;
    await s.api('resource.addMany', { queue: last, items: [{ value: 1 }, { value: 2 }] });
    for (const queue of ['q0', 'q1']) await s.api('resource.add', { queue, value: 1 });
    const m = await scrape(s);
    assert.is(sampleOf(m, 'gantry_queues'), MOST_QUEUES + more);
    const shown = new Set(m.get('gantry_queue_resources')!.samples.map((one) => one.labels.queue));
    assert.is(shown.size, MOST_QUEUES);
    for (const name of [last, 'q0', 'q1']) assert.ok(shown.has(name), name);
    const of = (status: string) => sampleOf(m, 'gantry_other_queues_resources', { status });
    assert.equal([of('new'), of('in_progress'), of('processed'), of('error')], [0, 0, 0, 0]);
  }),
);

t('X1: nobody reads them without a token; any person with one may, and a session of the console', () =>
  withStage(async (s) => {
    const refused = await ask(s, {});
    assert.is(refused.status, 401);
    assert.is(((await refused.json()) as { code: string }).code, 'Unauthenticated');
    assert.is((await ask(s, { authorization: 'Bearer wrong' })).status, 401);
    assert.is((await ask(s, { authorization: `Basic ${s.token}` })).status, 401);
    const cookie = await signInByLink(s.url, await s.coordinator.createSignInLink());
    assert.is((await ask(s, { cookie })).status, 200);
    assert.is((await fetch(`${s.url}/metrics`, { method: 'POST' })).status, 404);
  }),
);

t('X1: the setting opens them, and them alone', () =>
  withStage(
    async (s) => {
      assert.is((await ask(s, {})).status, 200);
      assert.is((await fetch(`${s.url}/api/v1/jobs`)).status, 401);
    },
    { metricsOpen: true },
  ),
);

t('the setting is off unless it is said', () => {
  const open = (env: Record<string, string>) => readOptions({ env }, '/data').metricsOpen;
  assert.equal(
    [open({}), open({ GANTRY_METRICS_OPEN: '1' }), open({ GANTRY_METRICS_OPEN: '0' })],
    [false, true, false],
  );
  assert.is(readOptions({ flags: { metricsOpen: true }, env: {} }, '/data').metricsOpen, true);
});

t('scrapes at the same moment share one reading and get the same text', () =>
  withStage(async (s) => {
    await scrape(s);
    const texts = await Promise.all(Array.from({ length: 20 }, async () => (await ask(s)).text()));
    for (const text of texts) parseMetrics(text);
  }),
);

t('a reader that goes away in the middle harms nobody', () =>
  withStage(async (s) => {
    await new Promise<void>((resolve) => {
      const gone = request(`${s.url}/metrics`, { headers: { authorization: `Bearer ${s.token}` } });
      gone.on('error', () => resolve());
      gone.on('close', () => resolve());
      gone.end(() => gone.destroy());
    });
    await scrape(s);
  }),
);

t.run();
