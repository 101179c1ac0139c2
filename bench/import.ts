/**
 * Importing a million resources from a JSON Lines file through the CLI, while robots work on the same queue: the rate,
 * the coordinator's memory, and how much slower the robots' takes become. `node bench/import.ts [--rows 1000000]
 * [--robots 1] [--json]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { connect } from '../sdk/index.ts';
import { folder } from '../test/support/folder.ts';
import { type Fleet, fleet } from './parts/fleet.ts';
import { residentBytes } from './parts/process-cost.ts';
import { median, percentile } from './parts/statistics.ts';
import { type Measured, sampleValue } from './peers/driver.ts';
import { inClient } from './queue/measure.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    robots: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(values.rows);
/** What robots find besides: their takes and adds keep it at that. */
const LIVE = 1_000;
const LIMITS = { megabytes: 300, slower: 2 };
const SAMPLE_MS = 250;
const WINDOW_MS = 3_000;

const f = await fleet();
try {
  await f.api('queue.create', { name: 'bench', attemptLimit: 3 });
  const robot = connect({ url: f.url, token: f.token });
  await robot.queue('bench').addMany(Array.from({ length: LIVE }, (_, n) => ({ value: sampleValue(n) })));
  robot.close();
  const file = await written();
  process.stderr.write('robots alone\n');
  const alone = [await robots(f), await robots(f), await robots(f)].filter((m) => m !== undefined);
  process.stderr.write(`importing ${ROWS} resources\n`);
  const { seconds, memory, meanwhile } = await imported(f, file);
  report(alone, seconds, memory, meanwhile);
} finally {
  await f.stop();
}

async function written(): Promise<string> {
  const file = join(folder('import'), 'resources.jsonl');
  const out = createWriteStream(file);
  for (let n = 0; n < ROWS; n++) if (!out.write(`${JSON.stringify(sampleValue(n))}\n`)) await once(out, 'drain');
  out.end();
  await finished(out);
  return file;
}

/** The CLI's import from start to end; robots are measured over and over until it is done. */
async function imported({ url, apiToken, pid }: Fleet, file: string) {
  const args = [join(import.meta.dirname, '..', 'bin', 'gantry.ts'), 'queue', 'import', 'bench', file];
  const env = { ...process.env, GANTRY_URL: url, GANTRY_TOKEN: apiToken };
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  let code: number | null | undefined;
  const done = new Promise<void>((resolve) =>
    child.on('close', (status) => {
      code = status;
      resolve();
    }),
  );
  const memory: number[] = [];
  const timer = setInterval(() => memory.push(residentBytes(pid) / 1e6), SAMPLE_MS);
  const meanwhile: Measured[] = [];
  const working = (async () => {
    while (code === undefined) {
      const measured = await robots(f);
      if (measured && code === undefined) meanwhile.push(measured);
    }
  })();
  await done;
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(timer);
  await working;
  if (code !== 0) throw new Error(`the import ended with ${code}; its message stands above`);
  return { seconds, memory, meanwhile };
}

function robots({ url, token, pid }: Fleet): Promise<Measured | undefined> {
  const windows = { warmMs: 300, windowMs: WINDOW_MS, samples: 0 };
  const inFlight = Number(values.robots);
  const place = { url, token, pids: [pid], name: 'bench', backlog: 0 };
  return inClient({ driver: 'gantry', mode: 'takes', inFlight, ...place, ...windows });
}

function report(alone: Measured[], seconds: number, memory: number[], meanwhile: Measured[]): void {
  const take = (list: Measured[]) => median(list.map((m) => percentile(m.latencies, 0.5)));
  const rate = (list: Measured[]) => median(list.map((m) => m.cycles / m.seconds));
  const found = {
    bench: 'import',
    rows: ROWS,
    rowsPerSecond: ROWS / seconds,
    peakMegabytes: Math.max(...memory),
    takeMsAlone: take(alone),
    takeMsMeanwhile: take(meanwhile),
    cyclesPerSecondAlone: rate(alone),
    cyclesPerSecondMeanwhile: rate(meanwhile),
    slower: take(meanwhile) / take(alone),
  };
  const verdict = (ok: boolean) => (ok ? 'PASS' : 'MISS');
  const flat = verdict(found.peakMegabytes < LIMITS.megabytes);
  const fair = verdict(found.slower < LIMITS.slower);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...found, memoryVerdict: flat, slowerVerdict: fair })}\n`
      : `${ROWS} resources in ${seconds.toFixed(1)} s: ${found.rowsPerSecond.toFixed(0)}/s\n` +
          `coordinator's memory: at most ${found.peakMegabytes.toFixed(0)} MB (below ${LIMITS.megabytes}: ${flat})\n` +
          `a robot's take: ${found.takeMsAlone.toFixed(2)} ms alone, ${found.takeMsMeanwhile.toFixed(2)} ms meanwhile: ` +
          `${found.slower.toFixed(2)} times (below ${LIMITS.slower}: ${fair}); ` +
          `${found.cyclesPerSecondAlone.toFixed(0)} and ${found.cyclesPerSecondMeanwhile.toFixed(0)} cycles/s\n`,
  );
}
