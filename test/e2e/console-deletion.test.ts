/** E17 in the console: a job, many jobs, and a single file or recording are deleted after a question that says what goes. */
import * as assert from 'uvu/assert';
import type { Stage } from '../services/support/stage.ts';
import { refusalOf } from '../services/support/stage.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { onRobot, upload, uploadScreenshot } from './console-fleet.ts';
import { consoleTests, enter } from './console-stage.ts';

const t = suite('deleting jobs and evidence in the console');

const { withConsole } = consoleTests(t);

const rows = (see: Eyes) => see.page.evaluate(`document.querySelectorAll('[data-row]').length`) as Promise<number>;
const hasRows = (see: Eyes, n: number) => until(`the table has ${n} rows`, async () => (await rows(see)) === n);
const yes = (see: Eyes, word: string) => see.page.locator(`[role=dialog] button ::-p-text(${word})`).click();

const tab = (see: Eyes, name: string) =>
  see.page.locator(`::-p-xpath(//*[@role='tab'][starts-with(normalize-space(), '${name}')])`).click();

/** A job that has ended, with a video and an attached file. */
async function ended(s: Stage): Promise<{ job: string; run: string }> {
  await s.api('pool.create', { name: 'office' });
  await s.deploy('hello', 'office');
  const agent = await s.agent('falcon', 'office');
  const { job, supervisor } = await s.running(agent, 'hello');
  const about = { atMs: 5, label: '', meta: {} };
  await upload(s.url, supervisor, Buffer.from('id;amount'), {
    ...{ ...about, kind: 'file', name: 'report.csv', mime: 'text/plain' },
  });
  await upload(s.url, supervisor, Buffer.from('moving'), {
    ...{ ...about, kind: 'video', name: 'video.mp4', mime: 'video/mp4' },
    meta: { seconds: 1, width: 640, height: 480, fps: 5, offsetMs: 0 },
  });
  await supervisor.end();
  return { job, run: supervisor.order.run };
}

t('E17: one file and the recording go from the page of their run, which says who deleted them', () =>
  withConsole(async (s, see) => {
    const { run } = await ended(s);
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await tab(see, 'Files');
    await see.sees('report.csv');
    await see.page.locator('[aria-label="Delete report.csv"]').click();
    await see.sees('Run and log stay');
    await see.accessible('the question before a file is deleted');
    await yes(see, 'Delete');
    await see.sees('report.csv was deleted.');
    await see.sees(/Deleted .* by Administrator/);
    await tab(see, 'Facts');
    await see.page.locator('[aria-label="Delete Recording"]').click();
    await yes(see, 'Delete');
    await see.sees('the video was deleted by Administrator');
    const { artifacts } = await s.api('run.show', { run });
    assert.equal(
      artifacts.map(({ state }) => state),
      ['deleted', 'deleted'],
    );
    see.complaints.length = 0; // the browser says of the video that it cannot be had
  }),
);

t('E17: one screenshot goes from the strip, its place says who deleted it', () =>
  withConsole(async (s, see) => {
    const { supervisor, run } = await onRobot(s);
    for (const name of ['before.png', 'password.png'])
      await uploadScreenshot(s.url, supervisor, name, name.length * 100, name);
    await enter(s, see);
    await see.go(`/runs/${run}`);
    await see.sees('password.png');
    assert.is(await see.page.$('[aria-label="Delete password.png"]'), null, 'not while the run goes on');
    await supervisor.end();
    await see.page.locator('[aria-label="Delete password.png"]').click();
    await yes(see, 'Delete');
    await see.sees('password.png was deleted.');
    await see.sees(/Deleted .* by Administrator/);
    await see.accessible('a strip with a deleted screenshot');
    const { artifacts } = await s.api('run.show', { run });
    assert.equal(
      artifacts.map(({ state }) => state),
      ['complete', 'deleted'],
    );

    await s.api('settings.update', { keepScreenshotBytes: 1 });
    await s.restart({ timers: { pruneMs: 20 } });
    await see.sees(/1 screenshot: Deleted .*screenshots take more than 1 byte/);
    see.complaints.length = 0; // of the line that the restart cut
  }),
);

t('E17, C9: a job is deleted from its page; a link to it or its run says so afterwards', () =>
  withConsole(async (s, see) => {
    const { job, run } = await ended(s);
    await enter(s, see);
    await see.go(`/jobs/${job}`);
    await see.page.locator('[aria-label^="Actions for"]').click();
    await see.page.locator(`::-p-xpath(//*[@role='menuitem'][starts-with(normalize-space(), 'Delete')])`).click();
    await see.sees('Its run instances go with it');
    await see.accessible('the question before a job is deleted');
    await yes(see, 'Delete');
    await see.sees('The job of hello was deleted.');
    await see.sees('No jobs yet');
    see.complaints.length = 0;
    await see.go(`/jobs/${job}`);
    await see.sees(new RegExp(`the job ${job} was deleted by Administrator`, 'i'));
    await see.go(`/runs/${run}`);
    await see.sees(new RegExp(`the run ${run} was deleted by Administrator`, 'i'));
    assert.is((await refusalOf(s.api('job.show', { job }))).code, 'JobNotFound');
    see.complaints.length = 0; // the browser says of every refusal that it failed
  }),
);

t('E17, J31: of many jobs those that have ended are deleted, the others stay, as the preview says', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    for (let i = 0; i < 4; i++) await s.api('job.run', { deployment: 'hello' });
    const { items } = await s.api('job.list', {});
    for (const { id } of items.slice(1)) await s.api('job.cancel', { job: id });
    await enter(s, see);
    await see.go('/jobs');
    await hasRows(see, 4);
    await see.page.locator('[aria-label="Choose all rows of this page"]').click();
    await see.click('Delete');
    await see.sees('4 jobs are chosen. Of these 3 will be deleted.');
    await see.sees('1 · still queued: cancel it first');
    await see.accessible('the preview of a deletion');
    await see.click('Delete 3 jobs');
    await see.sees('3 jobs were deleted.');
    await hasRows(see, 1);
    assert.equal(
      (await s.api('job.list', {})).items.map(({ id }) => id),
      [items[0]!.id],
    );
  }),
);

t.run();
