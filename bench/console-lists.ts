/**
 * Are the console's tables quick at a million rows? Opens, sorts, filters, jumps into and leafs through jobs and resources
 * by the coordinator's own reads (without HTTP), lists 10,000 robots, shows the overview; medians and the longest.
 * `node bench/console-lists.ts [--rows 1000000] [--rounds 7] [--json]`
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { systemClock } from '../coordinator/clock.ts';
import { makeIds } from '../coordinator/ids.ts';
import { composeInside } from '../coordinator/services.ts';
import { openDatabase } from '../coordinator/store/sqlite/open.ts';
import { SqliteStore } from '../coordinator/store/sqlite/store.ts';
import type { ParamsIn, Result } from '../protocol/contract.ts';
import { rowOf } from '../test/store/support/rows.ts';
import { fakeFacts } from '../test/support/fake-agent.ts';
import { folder } from '../test/support/folder.ts';
import { DEPLOYMENTS, EVERY_MS, fillLists, START } from './parts/filled-lists.ts';
import { median } from './parts/statistics.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(values.rows);
const ROUNDS = Number(values.rounds);
const MIDDLE = START + (ROWS / 2) * EVERY_MS;
const END = START + ROWS * EVERY_MS;
const HOUR_MS = 3_600_000;

type Verb = 'job.list' | 'resource.list' | 'robot.list' | 'overview.show' | 'queue.list';
interface Found {
  what: string;
  medianMs: number;
  /** Of this process: what neighbours do to the clock does not show in it. */
  cpuMs: number;
  longestMs: number;
  rows: number;
  more: boolean;
}
const found: Found[] = [];

const data = join(folder('console-lists'), 'data');
process.stderr.write(`making ${ROWS.toLocaleString('en')} jobs and resources\n`);
await fillLists(data, ROWS, (view) => {
  view.put('robot', rowOf('robot', 1, { workspace: 'main', facts: fakeFacts(), labels: [], rival: null, run: '' }));
  view.put('package', rowOf('package', 1, { workspace: 'main', deleted: 0, name: 'invoices', id: 'p_1' }));
  for (let n = 0; n < DEPLOYMENTS; n++)
    view.put('deployment', rowOf('deployment', n + 1, { id: `d_${n}`, workspace: 'main', deleted: 0, package: 'p_1' }));
  view.put(
    'job',
    rowOf('job', 1, {
      workspace: 'main',
      state: 'queued',
      waiting: 1,
      started: 0,
      ended: 0,
      parent: '',
      bindings: {},
      params: {},
      output: null,
      run: '',
      version: '',
    }),
  );
});
const store = new SqliteStore(openDatabase(data), makeIds);
const { router } = composeInside({
  options: { data, port: 0, clock: { ...systemClock, now: () => END } },
  store,
  log: pino({ level: 'silent' }),
  place: { url: () => '', version: '', started: 0 },
  onBroken: (error) => {
    throw error;
  },
});
const who = { kind: 'person', user: 'u_1', name: 'Bench', role: 'admin', workspace: 'main' } as const;
const ask = <V extends Verb>(verb: V, params: ParamsIn<V>) =>
  router.answer(verb, params, { who, from: '', line: {} as never }) as Promise<Result<V>>;

try {
  await jobs();
  await resources();
  await few();
  report();
} finally {
  await store.close();
  rmSync(data, { recursive: true, force: true });
}

async function measure<V extends Verb>(what: string, verb: V, params: ParamsIn<V>): Promise<Result<V>> {
  const took: number[] = [];
  const cpu: number[] = [];
  let result!: Result<V>;
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    const used = process.cpuUsage();
    result = await ask(verb, params);
    took.push(performance.now() - from);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1_000);
  }
  const { items = [], next } = result as { items?: unknown[]; next?: string };
  const one = {
    what,
    medianMs: median(took),
    cpuMs: median(cpu),
    longestMs: Math.max(...took),
    rows: items.length,
    more: next !== undefined,
  };
  found.push(one);
  process.stderr.write(`${line(one)}\n`);
  return result;
}

async function jobs(): Promise<void> {
  for (const sort of ['created', 'priority', 'started', 'ended'] as const)
    for (const dir of ['desc', 'asc'] as const) await measure(`jobs by ${sort} ${dir}`, 'job.list', { sort, dir });
  for (const sort of ['created', 'ended'] as const) {
    const middle = { sort, startAt: MIDDLE } as const;
    const { next } = await measure(`jobs from the middle by ${sort}`, 'job.list', middle);
    await measure(`jobs, the page after it by ${sort}`, 'job.list', { sort, after: next! });
  }
  const filters: [string, ParamsIn<'job.list'>][] = [
    ['failed', { state: 'failed' }],
    ['failed by ended', { state: 'failed', sort: 'ended' }],
    ['waiting', { state: 'queued' }],
    ['of a deployment', { deployment: 'd_7' }],
    ['of a deployment by ended', { deployment: 'd_7', sort: 'ended' }],
    ['that ended in an hour', { sort: 'ended', endedFrom: MIDDLE, endedTo: MIDDLE + HOUR_MS }],
    ['that ended in an hour, by created', { endedFrom: MIDDLE, endedTo: MIDDLE + HOUR_MS }],
    ['of a priority', { sort: 'priority', priorityFrom: 9, priorityTo: 9 }],
    ['with a message', { state: 'failed', text: 'failure 7' }],
    ['with a message that none has', { text: 'nowhere' }],
    ['of a source that none has', { source: 'api' }],
  ];
  for (const [says, params] of filters) await measure(`jobs ${says}`, 'job.list', params);
}

async function resources(): Promise<void> {
  const of = { queue: 'bench' } as const;
  for (const sort of ['created', 'updated', 'priority'] as const)
    for (const dir of ['desc', 'asc'] as const)
      await measure(`resources by ${sort} ${dir}`, 'resource.list', { ...of, sort, dir });
  for (const sort of ['created', 'updated'] as const) {
    const { next } = await measure(`resources from the middle by ${sort}`, 'resource.list', {
      ...{ ...of, sort, startAt: MIDDLE },
    });
    await measure(`resources, the page after it by ${sort}`, 'resource.list', { ...of, sort, after: next! });
  }
  await measure('resources from the middle by priority', 'resource.list', { ...of, sort: 'priority', startAt: 5 });
  const filters: [string, Omit<ParamsIn<'resource.list'>, 'queue'>][] = [
    ['in error', { status: 'error' }],
    ['in error by updated', { status: 'error', sort: 'updated' }],
    ['new', { status: 'new' }],
    ['in progress', { status: 'in_progress' }],
    ['with a tag that half have', { tags: 'odd' }],
    ['with all of two tags, few have them', { allTags: ['even', 'rare'] }],
    ['locked (none)', { locked: true }],
    ['by author', { author: 'Bench' }],
    ['by an author who added none', { author: 'somebody' }],
    ['created in an hour', { createdFrom: MIDDLE, createdTo: MIDDLE + HOUR_MS }],
    ['updated in an hour', { sort: 'updated', updatedFrom: MIDDLE, updatedTo: MIDDLE + HOUR_MS }],
    ['of a priority', { sort: 'priority', priorityFrom: 3, priorityTo: 3 }],
    ['with a text in the value', { text: 'customer 77' }],
    ['with a text that none has', { text: 'nowhere to be found' }],
    ['of a key', { key: 'k500001' }],
  ];
  for (const [says, params] of filters) await measure(`resources ${says}`, 'resource.list', { ...of, ...params });
}

async function few(): Promise<void> {
  const { next } = await measure('10,000 robots by name', 'robot.list', { sort: 'name', limit: 50 });
  await measure('10,000 robots, the next page', 'robot.list', { sort: 'name', limit: 50, after: next! });
  await measure('10,000 robots, part of a name', 'robot.list', { text: '777', limit: 50 });
  await measure('the overview', 'overview.show', {});
}

function line({ what, medianMs, cpuMs, longestMs, rows, more }: Found): string {
  const times = `${medianMs.toFixed(1).padStart(8)} ms, ${cpuMs.toFixed(1).padStart(6)} of CPU, longest ${longestMs.toFixed(1).padStart(7)}`;
  return `${what.padEnd(44)}${times}; ${rows} rows${more ? ' and more' : ''}`;
}

function report(): void {
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'console-lists', rows: ROWS, found })}\n`);
  else for (const one of found) process.stdout.write(`${line(one)}\n`);
}
