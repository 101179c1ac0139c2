/** `gantry demo` (J34): the whole thing on this machine, with real input, a real application and a real accident. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import type { Api } from '../api.ts';
import { describe, wholeNumber } from '../command.ts';
import { type Airport, airports, titleOf } from '../demo/airports.ts';
import { Children } from '../demo/children.ts';
import { crashOneRun } from '../demo/crash.ts';
import { endRuns, killSupervisors } from '../demo/leftovers.ts';
import { type Report, report } from '../demo/report.ts';
import {
  POOL,
  prepareWork,
  publishExamples,
  QUEUE,
  ROBOTS,
  type Stage,
  startAgents,
  startCoordinator,
} from '../demo/stage.ts';
import { wikiNotes } from '../demo/wiki.ts';
import { clean, note, paint, print } from '../output.ts';
import { defaultDataFolder, now } from '../settings.ts';
import { untilSignal } from '../signals.ts';
import { VERSION } from '../version.ts';

interface DemoOptions {
  exit?: boolean;
  json?: boolean;
  data?: string;
  port: number;
  rows: number;
  keep?: boolean;
}

/** ms for all jobs of the demo; a slow machine needs about 10 s a row. */
const WORK_LIMIT_MS = 15 * 60_000;
/** ms for the last video to arrive after the last job ended. */
const EVIDENCE_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 300;
/** Items that the run to be killed must have finished before. */
const CRASH_AFTER = 2;

export function demoCommand(): Command {
  return describe(
    new Command('demo'),
    'Run the whole of Gantry on this machine: two robots type airports into a real wiki; one is killed on the way.',
    ['demo', 'demo --exit --json'],
  )
    .option('--exit', 'end everything when the work is done')
    .option('--json', 'print the report as one JSON object, in the last line')
    .option('--data <folder>', 'data folder (default: a new one)')
    .option('--port <port>', 'console’s port; 0 = any free one', wholeNumber(0, 65_535), 0)
    .option('--rows <n>', 'how many airports', wholeNumber(4, 3_000), 12)
    .option('--keep', 'with --exit: keep the data folder')
    .action(demo);
}

/** The running demo: `api` is there once the coordinator is. */
interface Show {
  children: Children;
  folder: string;
  options: DemoOptions;
  api?: Api;
}

async function demo(options: DemoOptions): Promise<void> {
  const folder = options.data ? resolve(options.data) : newFolder();
  mkdirSync(folder, { recursive: true });
  const it: Show = { children: new Children(folder), folder, options };
  const stopped = untilSignal();
  try {
    const first = await Promise.race([perform(it), stopped]);
    if (typeof first === 'string') return note(`${first}: stopping the demo`);
    if (!first.ok) process.exitCode = 1;
    if (!options.exit) note(`${await stopped}: stopping the demo`);
  } finally {
    await endRuns(it.api, folder);
    await it.children.stop();
    killSupervisors(folder);
    if (!options.data && options.exit && !options.keep && !process.exitCode)
      rmSync(folder, { recursive: true, force: true });
    else note(`data and logs of the demo: ${folder}`);
  }
}

function newFolder(): string {
  const base = join(defaultDataFolder('coordinator'), '..');
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, 'demo-'));
}

async function perform(it: Show): Promise<{ ok: boolean }> {
  const { options } = it;
  const started = now();
  const rows = airports(options.rows);
  const { api, wiki, impossible } = await setUp(it, rows);
  const jobs = await startJobs(api);
  const watching = watch(api, jobs, rows.length + 1);
  const crash = await crashOneRun(api, jobs, { after: CRASH_AFTER, except: impossible, limitMs: WORK_LIMIT_MS });
  say(paint('yellow', `killed run ${crash.run} (SIGKILL) while it held ${crash.resource}`));
  await watching;
  await evidenceIn(api, jobs);

  const notes = await wikiNotes(wiki, 'airport');
  const screen = { width: 1280, height: 720 };
  const result = await report(api, { jobs, queue: QUEUE, crash, airports: rows, notes, titleOf, screen });
  const ok = result.expectations.every((e) => e.ok);
  show(result);
  say(ok ? paint('green', 'everything expected happened') : paint('red', 'not everything expected happened'));
  if (!options.exit) {
    const { link } = await api.call('session.makeLink', {});
    print(`\nThe fleet stays: ${paint('bold', api.url)}  (sign in with ${link})\nPress Ctrl+C to end it.`);
  }
  if (options.json) {
    const times = { started, ended: now(), seconds: (now() - started) / 1000 };
    print(JSON.stringify({ ok, version: VERSION, node: process.version, url: api.url, ...times, crash, ...result }));
  }
  return { ok };
}

async function setUp(it: Show, rows: Airport[]): Promise<Stage> {
  const { children, folder, options } = it;
  say('coordinator');
  const api = await startCoordinator(children, folder, options.port);
  it.api = api;
  say(`agents ${ROBOTS.join(' and ')}, each with a virtual screen`);
  await startAgents(children, api, folder);
  say(`packages: ${(await publishExamples(api, folder)).join(', ')}`);
  const work = await prepareWork(children, api, folder, rows);
  say(`wiki at ${work.wiki}; queue ${QUEUE} with ${rows.length} airports and one impossible row`);
  const { link } = await api.call('session.makeLink', {});
  say(`watch it: ${paint('cyan', link)}`);
  return { api, ...work };
}

/** Two jobs on the pool, so that both robots work the queue at the same time. */
async function startJobs(api: Api): Promise<string[]> {
  const jobs = [];
  for (const _ of ROBOTS)
    jobs.push(...(await api.call('job.run', { deployment: 'Airports to wiki', source: 'api' })).jobs);
  say(`${jobs.length} jobs on pool ${POOL}: ${jobs.map((j) => j.id).join(', ')}`);
  return jobs.map((j) => j.id);
}

/** Says how the queue empties until every job has ended. */
async function watch(api: Api, jobs: string[], total: number): Promise<void> {
  const end = performance.now() + WORK_LIMIT_MS;
  for (let said = ''; ; ) {
    const details = await Promise.all(jobs.map((job) => api.call('job.show', { job })));
    const { counts } = await api.call('queue.show', { queue: QUEUE });
    const runs = details
      .map((d) => `${d.robot ?? 'waiting'}: ${d.state}${d.message ? ` (${clean(d.message)})` : ''}`)
      .join('; ');
    const line = `${counts.processed + counts.error} of ${total} — ${runs}`;
    if (line !== said) say(line);
    said = line;
    if (details.every((d) => d.ended)) return;
    if (performance.now() > end) return say(paint('red', `the jobs did not end within ${WORK_LIMIT_MS / 60_000} min`));
    await pause(LOOK_EVERY_MS);
  }
}

/** Videos are uploaded after a run ended (E12): wait for the last one. */
async function evidenceIn(api: Api, jobs: string[]): Promise<void> {
  const end = performance.now() + EVIDENCE_LIMIT_MS;
  say('waiting for the videos');
  while (performance.now() < end) {
    const details = await Promise.all(jobs.map((job) => api.call('job.show', { job })));
    if (details.flatMap((d) => d.runs).every((run) => run.video)) return;
    await pause(LOOK_EVERY_MS);
  }
}

function show(result: Report): void {
  for (const { ok, expected, seen } of result.expectations)
    note(`  ${ok ? paint('green', '✔') : paint('red', '✘')} ${expected}: ${paint('dim', clean(seen))}`);
}

const say = (text: string) => note(`${paint('dim', new Date().toTimeString().slice(0, 8))} ${text}`);
