/** E17: evidence goes by age and by size, kind by kind; what went says when and why; orphans are found. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { content, sent, type WithRun, withRun } from './support/evidence.ts';

const t = suite('services: retention of evidence');
const DAY_MS = 86_400_000;
const timers = { pruneMs: 20 };

const shown = ({ s, run }: WithRun) => s.api('run.show', { run });
const fileOf = ({ s, run }: WithRun, id: string) => join(s.data, 'artifacts', run, id);
async function statesOf(w: WithRun): Promise<Record<string, string>> {
  const { artifacts } = await shown(w);
  return Object.fromEntries(artifacts.map(({ name, state }) => [name, state]));
}
const gone = (w: WithRun, name: string) =>
  until(`${name} is gone`, async () => (await statesOf(w))[name] === 'deleted');
const kept = async ({ s }: WithRun) => (await s.api('settings.show', {})).evidence;

t('E17: a video goes after 30 days and says so where the run is shown; the rest stays for 180', () =>
  withRun({ timers, limits: { keepJobDays: 0 } }, async (w) => {
    const { s, supervisor, run } = w;
    await supervisor.line('one line');
    const video = await sent(w, 'video', 'video.mp4', 900);
    const shot = await sent(w, 'screenshot', 'shot.webp', 200);
    await supervisor.end();
    assert.is((await shown(w)).run.video?.artifact, video);
    assert.equal({ ...(await kept(w)), log: 0 }, { video: 900, screenshot: 200, file: 0, log: 0 });
    s.clock.advance(29 * DAY_MS);
    await s.api('queue.create', { name: 'time-passes' });
    s.clock.advance(2 * DAY_MS);
    await gone(w, 'video.mp4');
    await until('its file went', () => !existsSync(fileOf(w, video)));
    const after = await shown(w);
    assert.is(after.run.video, undefined);
    assert.is(after.run.recording, 'the video was deleted: older than 30 days (setting keepVideoDays)');
    const row = after.artifacts.find(({ id }) => id === video)!;
    assert.equal([row.bytes, row.received, row.deleted! > 0], [900, 0, true]);
    const refused = await content(s, video);
    assert.is(refused.status, 404);
    const { message } = (await refused.json()) as { message: string };
    assert.match(message, /"video.mp4" was deleted on .*: older than 30 days \(setting keepVideoDays\)/);
    assert.equal([(await content(s, shot)).status, (await s.api('run.log', { run })).lines.length], [200, 1]);
    s.clock.advance(150 * DAY_MS);
    await gone(w, 'shot.webp');
    await until('the log is gone', async () => (await shown(w)).run.logDeleted !== undefined);
    const log = await s.api('run.log', { run });
    assert.equal([log.lines, log.total, log.deleted! > 0, (await shown(w)).run.lines], [[], 0, true, 1]);
    assert.equal(await kept(w), { video: 0, screenshot: 0, file: 0, log: 0 });
    assert.not(existsSync(join(s.data, 'artifacts', run)), 'the folder of the run went with its last file');
  }),
);

t('E17: what takes too much of its kind goes oldest first, until the rest fits', () =>
  withRun({ timers }, async (w) => {
    const { s, supervisor } = w;
    for (const [n, name] of ['a', 'b', 'c', 'd'].entries()) await sent(w, 'file', name, 100 + n);
    await sent(w, 'screenshot', 'shot', 1_000);
    await s.api('settings.update', { keepFileBytes: 250 });
    await supervisor.end();
    await gone(w, 'b');
    assert.equal(await statesOf(w), { a: 'deleted', b: 'deleted', c: 'complete', d: 'complete', shot: 'complete' });
    assert.match((await shown(w)).artifacts[0]!.because!, 'files take more than 250 bytes together');
    assert.is((await kept(w)).file, 205);
  }),
);

t('E17: logs that take too much go, those of the oldest runs first; a run that is on keeps its evidence', () =>
  withRun({ timers }, async (first) => {
    const { s, agent, supervisor } = first;
    for (let n = 0; n < 120; n++) await supervisor.line('x'.repeat(100));
    await supervisor.end();
    const { supervisor: second } = await s.running(agent, 'hello');
    await second.line('y'.repeat(1_000));
    const on = { s, agent, supervisor: second, script: second, run: second.order.run };
    await sent(on, 'video', 'v', 500);
    const before = (await kept(first)).log;
    assert.ok(before > 12_000, 'the log of the run that has ended is counted');
    await s.api('settings.update', { keepLogBytes: 2_000, keepVideoBytes: 1 });
    await until('the log of the first run is gone', async () => (await shown(first)).run.logDeleted !== undefined);
    assert.equal([(await shown(on)).run.logDeleted, (await statesOf(on)).v], [undefined, 'complete']);
    await second.end();
    await gone(on, 'v');
    assert.is((await s.api('run.log', { run: on.run })).lines.length, 1, 'it fits');
  }),
);

t('E17: the sweep removes files that no row knows, and tells of rows whose file is missing', () =>
  withRun({ timers, limits: { keepVideoDays: 0, keepFileDays: 0 } }, async (w) => {
    const { s, supervisor } = w;
    const missing = await sent(w, 'file', 'missing', 50);
    const there = await sent(w, 'file', 'there', 60);
    await supervisor.end();
    rmSync(fileOf(w, missing));
    const stray = join(s.data, 'artifacts', 'r_stray', 'a_stray');
    const fresh = join(s.data, 'artifacts', 'r_stray', 'a_fresh');
    mkdirSync(join(stray, '..'));
    for (const file of [stray, fresh]) writeFileSync(file, 'left by a crash');
    const old = new Date(s.clock.now() - DAY_MS);
    utimesSync(stray, old, old);
    await s.restart(); // its first sweep looks at all files
    await until('the stray file is removed', () => !existsSync(stray));
    assert.ok(existsSync(fresh), 'what was written a moment ago may be on its way');
    s.clock.advance(DAY_MS / 12);
    await gone(w, 'missing');
    const { artifacts } = await shown(w);
    assert.is(artifacts.find(({ id }) => id === missing)!.because, 'its file was missing in the data folder');
    assert.is((await content(s, there)).status, 200);
  }),
);

t('E12: an upload that arrived broken begins again at its beginning', () =>
  withRun({}, async (w) => {
    const { s, supervisor } = w;
    const { run, epoch, supervisorToken } = supervisor.order;
    const sum = (text: string) => createHash('sha256').update(text).digest('hex');
    const about = { kind: 'file', name: 'f', mime: 'text/plain', atMs: 1, label: '', meta: {} } as const;
    const { id } = await supervisor.call('artifact.create', { run, epoch, ...about, bytes: 6, sha256: sum('abcdef') });
    const patch = async (offset: number, text: string) => {
      const headers = { authorization: `Bearer ${supervisorToken}`, 'x-sha256': sum(text) };
      const url = `${s.url}/api/v1/artifacts/${id}?offset=${offset}`;
      const answer = await fetch(url, { method: 'PATCH', headers, body: text });
      return ((await answer.json()) as { received: number; complete?: boolean }).received;
    };
    assert.is(await patch(0, 'abX'), 3);
    assert.is(await patch(3, 'def'), 0, 'the whole is not what was announced');
    assert.is(await patch(0, 'abc'), 3);
    assert.is(await patch(3, 'def'), 6);
    assert.is(await (await content(s, id)).text(), 'abcdef');
  }),
);

t.run();
