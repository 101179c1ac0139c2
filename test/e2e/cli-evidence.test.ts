/** `gantry job files|download` and the filters of `gantry job log`, as a user types them, with a real run (E2, E4, E16, E17). */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ArtifactView, JobDetail, LogLine } from '../../protocol/shapes.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: evidence');
let fleet: Installation;
let job: string;
let run: string;

const WORK = `import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { robot } from 'gantry';
const report = join(tmpdir(), 'report.csv');
writeFileSync(report, 'id;amount\\n1;42\\n');
await robot.attach(report);
await robot.attach(report, 'Report.csv');
robot.log.warn('the list is empty', { page: 3 });
console.error('on standard error');
for (let i = 0; i < 2500; i++) console.log('row ' + i);
if (robot.params.hang) await new Promise(() => setInterval(() => {}, 1000));`;

interface Evidence {
  run: string;
  recording: string;
  log: { lines: number };
  files: ArtifactView[];
}

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
  const parameters = [{ name: 'hang', type: 'boolean', default: false }];
  await fleet.ok('publish', fleet.packageFolder('work', { 'main.mjs': WORK }, { parameters, stopGrace: 1_000 }));
  await fleet.ok('deploy', 'work', '--package', 'work', '--pool', 'all', '--retries', '0', '--recording', 'never');
  await fleet.ok('job', 'run', 'work', '--wait');
  const [last] = (await fleet.api.call('job.list', {})).items;
  job = last!.id;
  run = last!.run!;
  await until('its files are here', async () => {
    const { artifacts, run: shown } = await fleet.api.call('run.show', { run });
    return shown.recording !== '' && artifacts.length === 2 && artifacts.every((file) => file.state === 'complete');
  });
});
t.after(async () => {
  await fleet.stop();
});

t('E16: job files lists what is kept of a run, and what became of the recording', async () => {
  const { out, err } = await fleet.ok('job', 'files', job);
  assert.match(out, `${run}  run 1 of ${job}  succeeded`);
  assert.match(out, /report\.csv +file +15 B +here +\d{4}-\d\d-\d\d/);
  assert.match(out, /log: 25\d\d lines/);
  assert.match(out, 'recording: not recorded: the package needs no screen');
  assert.match(err, `gantry job download ${run}`);
  const listed = await fleet.json<Evidence>('job', 'files', run);
  assert.equal([listed.run, listed.files.map((f) => f.name)], [run, ['report.csv', 'Report.csv']]);
  assert.match((await fleet.gantry('job', 'files', job, '--run', '2')).err, `the job ${job} has no run 2`);
  assert.match((await fleet.gantry('job', 'files', run, '--run', '1')).err, 'is a run already');
});

t('E4, E16: job download writes the files and the whole log, and overwrites nothing without --force', async () => {
  const got = await fleet.ok('job', 'download', job);
  assert.match(got.err, 'video: not recorded: the package needs no screen');
  assert.match(got.err, `wrote 3 files with`);
  const folder = join(fleet.folder, run);
  const [second] = (await fleet.json<Evidence>('job', 'files', job)).files.slice(1);
  assert.equal(readdirSync(folder).sort(), [`${second!.id}-Report.csv`, `${run}.log`, 'report.csv'].sort());
  assert.is(readFileSync(join(folder, 'report.csv'), 'utf8'), 'id;amount\n1;42\n');
  const text = readFileSync(join(folder, `${run}.log`), 'utf8');
  assert.match(text, / warn +script +the list is empty \{"page":3\}\n/);
  assert.match(text, / info +stdout +row 2499\n/);

  writeFileSync(join(folder, 'report.csv'), 'mine');
  const refused = await fleet.gantry('job', 'download', job, 'report.csv');
  assert.is(refused.code, 2);
  assert.match(refused.err, 'report.csv would be overwritten: choose another --out, or --force');
  assert.is(readFileSync(join(folder, 'report.csv'), 'utf8'), 'mine');
  await fleet.ok('job', 'download', job, 'report.csv', '--force');
  assert.match(readFileSync(join(folder, 'report.csv'), 'utf8'), '42');
});

t('E4: the log comes as JSON Lines, too, every line once', async () => {
  const out = join(fleet.folder, 'as-json');
  await fleet.ok('job', 'download', job, 'log', '--log-format', 'jsonl', '--out', out);
  const text = readFileSync(join(out, `${run}.jsonl`), 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as LogLine);
  assert.equal(
    lines.map((line) => line.n),
    lines.map((_, i) => i + 1),
  );
  assert.is(lines.filter((line) => line.source === 'stdout').length, 2_500);
});

t('job download says what is not there, and ends with 1 when that was asked for', async () => {
  const none = await fleet.gantry('job', 'download', job, 'video', 'screenshots', '--out', 'none');
  assert.is(none.code, 1);
  assert.match(none.err, 'video: not recorded: the package needs no screen');
  assert.match(none.err, 'screenshots: this run has no screenshots');
  assert.match(none.err, 'nothing was written');
  assert.not.ok(existsSync(join(fleet.folder, 'none')));
  const unknown = await fleet.gantry('job', 'download', job, 'other.pdf');
  assert.is(unknown.code, 4);
  assert.match(unknown.err, `has no file "other.pdf"; "gantry job files ${run}" lists them`);
  const inFile = await fleet.gantry('job', 'download', job, '--out', join(run, 'report.csv'));
  assert.match(inFile.err, /--out .* can't be made \(EEXIST\)/);
});

t('E2: job log is filtered by level, source and text, all of them together', async () => {
  const only = async (...filter: string[]) => fleet.json<LogLine[]>('job', 'log', job, ...filter);
  const said = (lines: LogLine[]) => lines.filter((line) => line.source !== 'system').map((line) => line.text);
  assert.equal(said(await only('--level', 'warn')).sort(), ['on standard error', 'the list is empty']);
  assert.equal(said(await only('--source', 'stderr')), ['on standard error']);
  assert.equal(said(await only('--text', 'ROW 249')).length, 11);
  assert.equal(said(await only('--text', 'row', '--source', 'script')), []);
  assert.match((await fleet.gantry('job', 'log', job, '--source', 'elsewhere')).err, 'system, script, stdout, stderr');
});

t.within(120_000, 'E2, E3: a followed log shows only what the filter lets through', async () => {
  const [id = ''] = (await fleet.ok('job', 'run', 'work', '--param', 'hang=true')).out.split('\n');
  const following = fleet.launch(['job', 'log', id, '--follow', '--text', 'row 24']);
  await until('the last line is shown', () => following.out.includes('row 2499'));
  const shown = await fleet.ok('job', 'download', id, 'log', '--out', 'running');
  assert.match(shown.err, 'the run is still on');
  await fleet.ok('job', 'cancel', id);
  assert.is(await following.exit, 0);
  const lines = following.out.trimEnd().split('\n');
  assert.is(lines.length, 111, following.out.slice(0, 500));
  assert.ok(lines.every((line) => line.includes('row 24')));
  assert.is((await fleet.json<JobDetail>('job', 'show', id)).state, 'cancelled');
});

t('E17: rm-file deletes one file after a question, says by whom where it is listed, and leaves the rest', async () => {
  const unsure = await fleet.gantry('job', 'rm-file', job, 'report.csv');
  assert.match(unsure.err, 'Delete 1 file (15 B) for good? Nobody can be asked here: say --yes');
  assert.match((await fleet.ok('job', 'rm-file', job, 'report.csv', '--yes')).out, 'deleted report.csv');
  assert.match((await fleet.ok('job', 'files', job)).out, /report\.csv +file +15 B +deleted .*: by Administrator/);
  const gone = await fleet.gantry('job', 'download', job, 'report.csv', '--out', 'gone');
  assert.is(gone.code, 1);
  assert.match(gone.err, /report\.csv: deleted .*: by Administrator/);
  assert.match((await fleet.ok('job', 'rm-file', job, 'report.csv', '--yes')).err, 'nothing of it');
  assert.is((await fleet.gantry('job', 'rm-file', job, 'other.pdf', '--yes')).code, 4);
});

t.within(120_000, 'E17: job rm deletes ended jobs by id or filter; links to them say so', async () => {
  const hanging = (await fleet.ok('job', 'run', 'work', '--param', 'hang=true')).out;
  const early = await fleet.gantry('job', 'rm', hanging, '--yes');
  assert.match(early.err, /is (queued|running); cancel it first/);
  assert.match((await fleet.gantry('job', 'rm')).err, 'name some, or a filter (--help), or --everything');
  const unsure = await fleet.gantry('job', 'rm', job);
  assert.match(unsure.err, 'Delete 1 job with all runs, recordings, screenshots, files and logs for good?');
  assert.match((await fleet.ok('job', 'rm', job, '--yes')).out, `deleted ${job} with 1 run and all evidence of it`);
  for (const command of ['show', 'log', 'files', 'why']) {
    const gone = await fleet.gantry('job', command, job);
    assert.is(gone.code, 4);
    assert.match(gone.err, `the job ${job} was deleted by Administrator on`);
  }
  assert.match((await fleet.gantry('job', 'log', run)).err, `the run ${run} was deleted by Administrator`);
  const rest = await fleet.ok('job', 'rm', '--deployment', 'work', '--yes');
  assert.match(rest.err, /1 left alone: still (queued|running): cancel it first/);
  assert.match(rest.err, 'delete: 1 job');
  await fleet.ok('job', 'cancel', hanging, '--force');
  assert.match((await fleet.ok('job', 'rm', hanging, '--yes', '--json')).out, '"runs"');
});

t('nothing of these runs is alive at the end', async () => assert.equal(await fleet.stop(), []));

t.run();
