/** E17: jobs and single pieces of evidence are deleted by people, and jobs by their age, with the files on the disk. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { content, sent, type WithRun, withRun } from './support/evidence.ts';
import { refusalOf } from './support/stage.ts';

const t = suite('services: deletion of jobs');
const DAY_MS = 86_400_000;

const folderOf = ({ s, run }: WithRun) => join(s.data, 'artifacts', run);
const jobOf = async ({ s, run }: WithRun) => (await s.api('run.show', { run })).job.id;
const evidence = async ({ s }: WithRun) => (await s.api('settings.show', {})).evidence;
const nothing = { video: 0, screenshot: 0, file: 0, log: 0 };

t('E17: a deleted job is gone at once for everybody, its files a moment later; a long log goes in portions', () =>
  withRun({}, async (w) => {
    const { s, supervisor, run } = w;
    for (let n = 0; n < 120; n++) await supervisor.line(`line ${n}`);
    const file = await sent(w, 'file', 'report.csv', 700);
    const job = await jobOf(w);
    const early = await refusalOf(s.api('job.delete', { job }));
    assert.match(early.message, 'is running; cancel it first');
    await supervisor.end();
    assert.equal(await s.api('job.delete', { job }), { runs: 1 });
    for (const refused of [
      await refusalOf(s.api('job.show', { job })),
      await refusalOf(s.api('run.show', { run })),
      await refusalOf(s.api('run.log', { run })),
    ])
      assert.match(refused.message, /was deleted by .* on \d{4}-/);
    const answer = await content(s, file);
    assert.is(answer.status, 404);
    assert.equal((await s.api('job.list', {})).items, []);
    await until('its files are gone', () => !existsSync(folderOf(w)));
    await until(
      'all of its evidence is counted off',
      async () => JSON.stringify(await evidence(w)) === JSON.stringify(nothing),
    );
  }),
);

t('E17: what was left of a deleted run when the coordinator stopped goes after its start', () =>
  withRun({}, async (w) => {
    const { s, supervisor } = w;
    await sent(w, 'video', 'video.mp4', 900);
    const job = await jobOf(w);
    await supervisor.end();
    await s.coordinator.stop();
    await s.restart();
    await s.api('job.delete', { job });
    await s.restart();
    await until('its files are gone', () => !existsSync(folderOf(w)));
    assert.match((await refusalOf(s.api('job.show', { job }))).message, 'was deleted by');
  }),
);

t('E17: one file of a run is deleted and says by whom, the rest stays', () =>
  withRun({}, async (w) => {
    const { s, supervisor, run } = w;
    const gone = await sent(w, 'screenshot', 'shot.webp', 300);
    const kept = await sent(w, 'file', 'kept.txt', 40);
    await supervisor.end();
    const { because, state } = await s.api('artifact.delete', { artifact: gone });
    assert.is(state, 'deleted');
    assert.match(because!, /^by /);
    await until('its bytes went', () => !existsSync(join(folderOf(w), gone)));
    const refused = (await (await content(s, gone)).json()) as { message: string };
    assert.match(refused.message, /"shot.webp" was deleted on .*: by /);
    assert.is((await content(s, kept)).status, 200);
    const { artifacts } = await s.api('run.show', { run });
    assert.equal(artifacts.map((one) => one.state).sort(), ['complete', 'deleted']);
  }),
);

t('E12, E17: a supervisor that still brings what was deleted is done with it, and does not try for ever', () =>
  withRun({}, async (w) => {
    const { s, supervisor, run } = w;
    const { epoch, supervisorToken } = supervisor.order;
    const sha256 = createHash('sha256').update('abc').digest('hex');
    const about = {
      run,
      epoch,
      kind: 'file',
      mime: 'text/plain',
      atMs: 1,
      label: '',
      meta: {},
      bytes: 3,
      sha256,
    } as const;
    const { id } = await supervisor.call('artifact.create', { ...about, name: 'late' });
    const send = () => {
      const headers = { authorization: `Bearer ${supervisorToken}`, 'x-sha256': sha256 };
      return fetch(`${s.url}/api/v1/artifacts/${id}?offset=0`, { method: 'PATCH', headers, body: 'abc' });
    };
    const job = await jobOf(w);
    await supervisor.end();
    await s.api('artifact.delete', { artifact: id });
    assert.equal(await (await send()).json(), { received: 3, complete: true });
    await s.api('job.delete', { job });
    const refused = await refusalOf(supervisor.call('artifact.create', { ...about, name: 'later' }));
    assert.equal([refused.code, refused.retry], ['RunNotFound', 'never']);
    await until('its row is gone', async () => (await send()).status === 404);
    const { stop } = await supervisor.report({ kind: 'recording', says: 'uploaded' });
    assert.match(stop!, 'nothing of it is kept any more');
  }),
);

t('E17: jobs that ended long ago go by themselves, those of the setting; what is younger or open stays', () =>
  withRun({ timers: { pruneMs: 20 } }, async (w) => {
    const { s, agent, supervisor } = w;
    const first = await jobOf(w);
    await sent(w, 'file', 'report.csv', 70);
    await supervisor.end();
    s.clock.advance(5 * DAY_MS);
    const second = await s.running(agent, 'hello');
    await second.supervisor.end();
    await s.api('settings.update', { keepJobDays: 3 });
    await until('the first job is gone', async () => (await s.api('job.list', {})).items.length === 1);
    assert.equal(
      (await s.api('job.list', {})).items.map(({ id }) => id),
      [second.job],
    );
    const refused = await refusalOf(s.api('job.show', { job: first }));
    assert.match(refused.message, /was deleted on .*: older than 3 days \(setting keepJobDays\)/);
    await until('its files are gone', () => !existsSync(folderOf(w)));
    const third = await s.running(agent, 'hello');
    s.clock.advance(4 * DAY_MS);
    await s.api('queue.create', { name: 'time-passes' });
    await until('the second job is gone', async () => (await s.api('job.list', {})).items.length === 1);
    assert.is((await s.api('job.show', { job: third.job })).ended, undefined);
  }),
);

t('E17: with 0 days jobs are kept for ever', () =>
  withRun({ timers: { pruneMs: 20 }, limits: { keepJobDays: 0, keepFileDays: 1 } }, async (w) => {
    const { s, supervisor, run } = w;
    await sent(w, 'file', 'report.csv', 70);
    await supervisor.end();
    s.clock.advance(300 * DAY_MS);
    await s.api('queue.create', { name: 'time-passes' });
    const state = async () => (await s.api('run.show', { run })).artifacts[0]!.state;
    await until('the sweep was here', async () => (await state()) === 'deleted');
    assert.is((await s.api('job.list', {})).items.length, 1);
  }),
);

t.run();
