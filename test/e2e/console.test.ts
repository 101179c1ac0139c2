import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { currentLine, eyes, videoSecond } from './console-browser.ts';
import { uploadScreenshot, uploadVideo } from './console-fleet.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('the console in a real browser');

const { withConsole, browser } = consoleTests(t);

const PASSWORD = 'correct horse battery';

t('X1, X5: a one-time link signs in, leaves the address, sets a password and works once', () =>
  withConsole(async (s, see) => {
    const link = await s.coordinator.createSignInLink();
    await see.page.goto('about:blank');
    await see.page.goto(link);
    await see.sees('choose a password');
    assert.not.match(see.page.url(), 'token');
    const fields = await see.page.$$('input[autocomplete=new-password]');
    for (const field of fields) await field.type(PASSWORD);
    await see.click('Set password');
    await see.sees('Robots online');
    const other = await eyes(browser(), link);
    await other.sees('This link can’t be used');
    assert.not.match(other.page.url(), 'token');
    await other.close();
  }),
);

t('X2: name and password sign in; a wrong password says so and keeps the name', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    const { user } = await s.api('session.show', {});
    await see.page.goto('about:blank'); // the new password ends its session: it would complain of being turned away
    await s.api('user.setPassword', { password: PASSWORD });
    const other = await eyes(browser(), `${s.url}/#/jobs`);
    await type(other, 'input[name=name]', user.name);
    await type(other, 'input[name=password]', 'wrong password');
    await other.page.keyboard.press('Enter');
    await other.sees('Name or password is wrong');
    assert.is(await other.property('input[name=name]', 'value'), user.name);
    await type(other, 'input[name=password]', PASSWORD);
    await other.page.keyboard.press('Enter');
    await other.sees('No jobs yet'); // the address that was asked for
    assert.equal(other.complaints, []);
    await other.close();
  }),
);

t('C9: jobs, their states and why they wait appear without a reload; cancel asks first', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await enter(s, see);
    await see.go('/jobs');
    await see.sees('No jobs yet');
    const { jobs } = await s.api('job.run', { deployment: 'hello' });
    await see.sees('Queued');
    await see.page.locator('.opener').click();
    await see.sees('Why it waits');
    const agent = await s.agent('falcon', 'office');
    const order = await agent.order();
    assert.is(order.job, jobs[0]!.id);
    await see.sees(/Running[\s\S]*falcon/);
    await see.page.locator('[aria-label="Cancel job"]').click();
    await see.sees('Cancel “hello”?');
    await see.click('Go back');
    assert.is((await s.api('job.show', { job: order.job })).cancelling, false);
  }),
);

t('J17: Run now starts a deployment with the parameters of its manifest', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await enter(s, see);
    await see.go('/jobs');
    await see.click('Run now');
    await see.sees('hello latest on office');
    await see.click('Run');
    await see.sees('A job was created');
    const { items } = await s.api('job.list', {});
    assert.equal([items.length, items[0]!.source, items[0]!.priority], [1, 'manual', 2_000]);
  }),
);

t('E3, X5: log lines appear live, in order; scripts and terminal escapes are text', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('<img src=x onerror=alert(1)>', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    await enter(s, see);
    await see.go(`/runs/${supervisor.order.run}`);
    await see.sees('No lines yet');
    await supervisor.line('<script>alert("gotcha")</script>');
    await supervisor.line('\u001b[31mred\u001b[0m \u202Eback');
    await see.sees('<script>alert("gotcha")</script>');
    await see.sees('␛[31mred␛[0m ⟨U+202E⟩back');
    for (let i = 0; i < 200; i++) await supervisor.line(`line ${i}`);
    await see.sees('line 199'); // followed to the end
    await supervisor.end('failed', 'it <b>broke</b>');
    await see.sees('it <b>broke</b>');
    await see.go('/robots');
    await see.sees('<img src=x onerror=alert(1)>');
  }),
);

t('E4: a long log is read by windows; search finds, a match opens at its place', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    const entry = (text: string) => ({ kind: 'line', level: 'info', source: 'stdout', text }) as const;
    for (let part = 0; part < 10; part++)
      await supervisor.report(...Array.from({ length: 1_000 }, (_, i) => entry(`row ${part * 1_000 + i + 1}`)));
    await supervisor.end();
    await enter(s, see);
    const requests: string[] = [];
    see.page.on('request', (request) => requests.push(request.url()));
    await see.go(`/runs/${supervisor.order.run}?line=7321`);
    await see.sees('row 7321');
    assert.ok(requests.filter((url) => url.includes('/log?')).length <= 6, 'read by windows, not whole');
    assert.ok((await see.page.$$('.log-row')).length < 200, 'only the rows on screen are in the page');
    await type(see, 'input[type=search]', 'row 9999');
    await see.sees('1 line matches');
    await see.page.locator('[data-line="9999"]').click();
    await type(see, 'input[type=search]', '');
    await see.page.waitForSelector('[data-line="9999"][data-chosen]');
  }),
);

t('E14: a click on a line seeks the video; playing highlights the line; keys work; the address keeps the line', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    for (let i = 1; i <= 20; i++) await supervisor.line(`line ${i}`); // 10 ms apart, from 20 ms on
    await uploadScreenshot(s.url, supervisor, 'one.png', 100, 'a label');
    await supervisor.end();
    await uploadVideo(s.url, supervisor, 12, -5_000); // recording began 5 s before the run
    await enter(s, see);
    await see.go(`/runs/${supervisor.order.run}`);
    await see.page.waitForSelector('video');
    const { lines } = await s.api('run.log', { run: supervisor.order.run });
    await see.page.locator('[data-line="15"]').click();
    const wanted = (lines[14]!.atMs + 5_000) / 1_000;
    await until('the video is at the line', async () => Math.abs((await videoSecond(see.page)) - wanted) < 0.01);
    assert.match(see.page.url(), 'line=15');
    await until('the screenshot is a mark', async () => (await see.page.$$('.bar-mark.mark-screenshot')).length === 1);

    await see.page.keyboard.press('ArrowDown');
    await see.page.waitForSelector('[data-line="16"][data-chosen]');
    await see.page.keyboard.press('ArrowLeft');
    await until('it is back at the start', async () => (await videoSecond(see.page)) < 5.05);
    await see.page.keyboard.press('Space');
    await until('it plays to the last line', async () => (await currentLine(see.page)) === 20);
    await see.page.keyboard.press('Space');
    await until('it is paused', () => see.page.evaluate(`document.querySelector('video').paused`));

    await see.page.goto('about:blank');
    await see.page.goto(`${s.url}/#/runs/${supervisor.order.run}?line=15`);
    await see.page.waitForSelector('[data-line="15"][data-chosen]');
    await until('the video is there again', async () => Math.abs((await videoSecond(see.page)) - wanted) < 0.01);
  }),
);

t('E14: without a video the screenshots are shown, and why there is none', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    const agent = await s.agent('falcon', 'office');
    await s.deploy('hello', 'office');
    const { supervisor } = await s.running(agent, 'hello');
    await supervisor.report({ kind: 'recording', says: 'no ffmpeg: apt install ffmpeg' });
    await supervisor.line('one');
    await enter(s, see);
    await see.go(`/runs/${supervisor.order.run}`);
    await see.sees('no ffmpeg: apt install ffmpeg');
    await uploadScreenshot(s.url, supervisor, 'one.png', 20, 'the form');
    await see.page.waitForSelector('.stage img');
    await supervisor.end();
    await see.sees('No video: no ffmpeg');
  }),
);

t('C11: robots show state and reason live; Add robot gives the command and sees the robot arrive', () =>
  withConsole(async (s, see) => {
    await enter(s, see);
    await see.go('/robots');
    await see.sees('No robots yet');
    await see.page.locator('.page button ::-p-text(Add robot)').click();
    await see.click('Make the command');
    await see.sees('gantry agent enroll --url');
    await see.sees('Waiting for the robot');
    const agent = await s.agent('falcon');
    await see.sees('falcon on machine of falcon is here');
    await see.click('Close');
    await see.sees('Idle');
    await see.page.locator('[aria-label="falcon takes jobs"]').click();
    await see.sees('Paused');
    agent.close();
    await see.sees('Offline');
  }),
);

t('C2, C3: queues with counts; a resource shows value, locks and history', () =>
  withConsole(async (s, see) => {
    await s.api('queue.create', { name: 'a/b & c?', attemptLimit: 3 });
    await enter(s, see);
    await see.go('/queues');
    await see.sees('a/b & c?');
    const value = { name: 'Zürich <airport>' };
    const { id } = await s.api('resource.add', { queue: 'a/b & c?', value, tags: ['one', 'two', 'three'] });
    await see.sees('1 new');
    await see.accessible('the list of queues');
    await see.click('a/b & c?');
    await see.sees('3 of 3');
    await see.sees('+1'); // the third tag is behind a button
    await see.page.locator('td a.link').click();
    await see.sees('Zürich <airport>');
    assert.match(decodeURIComponent(see.page.url()), `/queues/a/b & c?/${id}`);
  }),
);

t('Q50: a queue says live what it starts by itself, and why nothing starts', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await s.api('queue.create', { name: 'q' });
    await enter(s, see);
    await see.go('/queues/q');
    await see.sees('Edit many');
    await s.api('condition.set', { queue: 'q', deployment: 'hello', minWaiting: 2 });
    await see.sees('Starts hello by itself. 0 of 2 waiting: starts at 2.');
    await s.api('resource.addMany', { queue: 'q', items: [{ value: 1 }, { value: 2 }] });
    await see.sees('1 of 1 job open');
  }),
);

t('P10, P11: a lost connection is said; afterwards the page is up to date by itself', () =>
  withConsole(async (s, see) => {
    await s.api('pool.create', { name: 'office' });
    await s.deploy('hello', 'office');
    await enter(s, see);
    await see.go('/jobs');
    await see.sees('No jobs yet');
    await s.restart();
    await s.api('job.run', { deployment: 'hello' });
    await see.sees('Queued');
    await see.page.waitForSelector('[data-connection=open]');
    see.complaints.length = 0; // the browser reports every failed attempt to connect
  }),
);

t.run();
