/** `gantry bench`: how many robots this machine's coordinator holds under the published load of a large rival, and what gives out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { Generators } from '../bench/generators.ts';
import { givenPlace, ownPlace, type Place, type Undo } from '../bench/place.ts';
import { publishedLoad, requestsPerSecond } from '../bench/published-load.ts';
import { bounds, nextRobots } from '../bench/ramp.ts';
import { answerText, stepLine, stepTable } from '../bench/report.ts';
import { resultOf, type StepResult, whatGaveOut } from '../bench/verdict.ts';
import { type Common, describe, duration, wholeNumber } from '../command.ts';
import { note, paint, print, printJson, statusLine } from '../output.ts';
import { findLogin } from '../settings.ts';
import { untilSignal } from '../signals.ts';
import { VERSION } from '../version.ts';

interface BenchOptions extends Common {
  robots?: number;
  first: number;
  most: number;
  seconds: number;
  limit: number;
  processes: number;
}

/** Robots have started and their first requests are answered: after so long it is measured, ms. */
const WARM_MS = 2_000;
const LIMIT_MS = 600_000;
/** Each robot has three connections, and one address has some 28,000 ports. */
const MOST_ROBOTS = 9_000;
const [LEAST_SECONDS, MOST_SECONDS, MOST_PROCESSES] = [1, 3_600, 64];

export function benchCommand(): Command {
  return describe(
    new Command('bench'),
    'How many robots a coordinator holds on this machine: each writes 40 log lines, adds 6 resources and takes 6 a minute.',
    ['bench', 'bench --robots 500 --seconds 30', 'bench --url https://robots.example --token … --robots 20'],
  )
    .option('--robots <n>', 'this many, once, instead of looking for the most', wholeNumber(1, MOST_ROBOTS))
    .option('--seconds <n>', 'how long each step is measured', wholeNumber(LEAST_SECONDS, MOST_SECONDS), 10)
    .option('--first <n>', 'begin with so many robots', wholeNumber(1, MOST_ROBOTS), 100)
    .option('--most <n>', 'try no more than so many', wholeNumber(1, MOST_ROBOTS), MOST_ROBOTS)
    .addOption(
      new Option('--limit <duration>', 'begin no further step after this time')
        .argParser(duration)
        .default(LIMIT_MS, '10m'),
    )
    .addOption(
      new Option('--processes <n>', 'of the load generator')
        .argParser(wholeNumber(1, MOST_PROCESSES))
        .default(Math.max(1, Math.floor(cpus().length / 2)), 'half as many as there are CPUs'),
    )
    .option('--url <url>', 'a coordinator that runs, instead of one of its own')
    .option('--token <token>', 'administrator’s API token for it (better: GANTRY_TOKEN)')
    .option('--json', 'print JSON for machines')
    .action(bench);
}

/** Hidden: the processes that a bench consists of. */
export function benchPartCommands(): Command[] {
  const coordinator = new Command('__bench-coordinator').argument('<folder>').action(async (folder: string) => {
    const { serveCoordinator } = await import('../bench/coordinator-process.ts');
    await serveCoordinator(folder);
    process.exit(0);
  });
  const robots = new Command('__bench-robots').action(async () => {
    const { serveOrders } = await import('../bench/robots-process.ts');
    await serveOrders();
    process.exit(0);
  });
  return [coordinator, robots];
}

async function bench(options: BenchOptions): Promise<void> {
  const stopped = untilSignal();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const undo: Undo[] = [
    async () => {
      rmSync(folder, { recursive: true, force: true });
      return [];
    },
  ];
  const perform = async () => {
    note(options.url ? warning(options.url) : 'starting a coordinator of its own');
    const place = options.url ? await givenPlace(findLogin(options), folder, undo) : await ownPlace(undo);
    const generators = new Generators(options.processes);
    undo.push(() => generators.stop());
    await generators.begin(place);
    show(await climb({ place, generators, options }), options);
  };
  try {
    const signal = await Promise.race([perform(), stopped]);
    if (signal) process.exitCode = 130;
    if (signal) note(`${signal}: cleaning up`);
  } finally {
    for (const step of undo.reverse())
      for (const what of await step()) note(`${paint('yellow', 'left behind')}: ${what}`);
  }
}

const warning = (url: string) =>
  `${paint('yellow', 'WARNING')}: the coordinator at ${url} gets the full load until it is slow: everybody who works with it will notice. What the bench makes there begins with "gantry-bench" and is deleted at the end, but for the package.`;

interface Stage {
  place: Place;
  generators: Generators;
  options: BenchOptions;
}

/** Step after step, until the answer is known or the time is up. */
async function climb(stage: Stage): Promise<StepResult[]> {
  const { robots, first, most, limit } = stage.options;
  const steps: StepResult[] = [];
  const end = performance.now() + limit;
  for (;;) {
    const next = robots !== undefined ? (steps.length > 0 ? undefined : robots) : nextRobots(steps, { first, most });
    if (next === undefined || (steps.length > 0 && performance.now() > end)) return steps;
    const once = await step(stage, next);
    const result = once.held ? once : await step(stage, next); // a moment's trouble is no answer
    steps.push(result);
    note(stepLine(result));
  }
}

async function step({ place, generators, options }: Stage, robots: number): Promise<StepResult> {
  const line = statusLine();
  await generators.use(robots, (made) => line.show(`${made} of ${robots} robots are connected`));
  line.show(`${robots} robots at work`);
  await pause(WARM_MS);
  await place.meter();
  const before = machineTimes();
  const ms = options.seconds * 1_000;
  const ended = pause(ms).then(async () => ({
    meter: await place.meter(),
    machine: busyShare(before, machineTimes()),
  }));
  const [measured, { meter, machine }] = await Promise.all([generators.measure(ms), ended]);
  line.clear();
  return resultOf({ robots, wanted: requestsPerSecond(robots), measured, meter, cores: cpus().length, machine });
}

interface Times {
  busy: number;
  all: number;
}

/** Of all CPUs together since the machine started, ms. */
function machineTimes(): Times {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = Object.values(times).reduce((total, one) => total + one, 0);
    busy += sum - times.idle;
    all += sum;
  }
  return { busy, all };
}

const busyShare = (from: Times, to: Times) => (to.busy - from.busy) / Math.max(1, to.all - from.all);

function show(steps: readonly StepResult[], options: BenchOptions): void {
  const { held, tooMany } = bounds(steps);
  const first = steps.find(({ robots }) => robots === tooMany);
  const gaveOut = first && whatGaveOut(first);
  const { parts, leftOut } = publishedLoad('');
  const load = Object.fromEntries(parts.map(({ says, perMinute }) => [says, perMinute]));
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', node: process.version, version: VERSION };
  if (options.json) {
    printJson({ load, leftOut, steps, held, gaveOut: gaveOut ?? null, ...machine });
    return;
  }
  print(
    `per robot and minute: ${parts.map(({ says, perMinute }) => `${perMinute} ${says}`).join(', ')}; heartbeats every 5 s`,
  );
  for (const what of leftOut) print(`left out: ${what}`);
  stepTable(steps);
  print(answerText({ held, gaveOut, fixed: options.robots, most: options.most }));
  print(paint('dim', `${machine.cpus} CPUs (${machine.model}), Node ${machine.node}, Gantry ${VERSION}`));
}
