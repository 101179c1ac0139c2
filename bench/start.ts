/**
 * How long from a job's creation to the first line of user code, package cached: without a screen, and with screen and
 * recorder. A real coordinator and a real agent, each a process of its own; the script prints the machine's clock.
 * `node bench/start.ts [--jobs 30] [--json]`; the ratio is screen to no screen.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { enroll } from '../agent/enroll.ts';
import { createAgent } from '../agent/index.ts';
import { pack } from '../bin/pack.ts';
import { stage } from '../test/services/support/stage.ts';
import { folder } from '../test/support/folder.ts';
import { until } from '../test/support/until.ts';

const { values } = parseArgs({
  options: { jobs: { type: 'string', default: '30' }, json: { type: 'boolean', default: false } },
});
/** ms for one job on a slow machine. */
const JOB_LIMIT_MS = 60_000;

const s = await stage();
const data = folder('agent');
const { token } = await s.api('robot.invite', { name: 'bench' });
await enroll({ data, url: s.url, token, name: 'bench', labels: [] });
const agent = createAgent({ data, logLevel: 'silent' });
await agent.start();
await s.api('pool.create', { name: 'p' });
await s.api('pool.join', { pool: 'p', robot: 'bench' });

const rows = [];
try {
  for (const screen of ['none', '1280x720']) {
    await deploy(screen);
    const ms: number[] = [];
    for (let i = 0; i <= Number(values.jobs); i++) ms.push(await firstLine(`first-line-${screen}`));
    ms.shift(); // the first fetched the package
    rows.push({ screen, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), jobs: ms.length });
  }
} finally {
  await agent.stop();
  await s.close();
}
const ratio = rows[1]!.p50 / rows[0]!.p50;
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'start', unit: 'ms', rows, ratio })}\n`);
else {
  for (const { screen, p50, p99, jobs } of rows)
    process.stdout.write(
      `job created → first line of user code, screen ${screen}: p50 ${p50} ms, p99 ${p99} ms (${jobs} jobs)\n`,
    );
  process.stdout.write(`with screen and recorder it takes ${ratio.toFixed(1)} times as long\n`);
}

async function deploy(screen: string): Promise<void> {
  const name = `first-line-${screen}`;
  const source = join(folder('package'), name);
  mkdirSync(source);
  const manifest = { name, version: '1.0.0', command: ['node', 'main.js'], needs: { screen } };
  writeFileSync(join(source, 'process.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'package.json'), '{"type":"module"}');
  writeFileSync(join(source, 'main.js'), 'console.log(Date.now());\n');
  const { file } = await pack(source, { out: `${source}.tgz` });
  const response = await s.publish(readFileSync(file));
  if (!response.ok) throw new Error(await response.text());
  await s.api('deployment.create', {
    name,
    package: name,
    pool: 'p',
    recording: screen === 'none' ? 'never' : 'on_failure',
  });
}

/** ms between the two clocks, which are one: all of it runs on this machine. */
async function firstLine(deployment: string): Promise<number> {
  const { jobs } = await s.api('job.run', { deployment });
  const { id, created } = jobs[0]!;
  const detail = await until(
    `${id} ended`,
    async () => {
      const seen = await s.api('job.show', { job: id });
      return seen.ended ? seen : undefined;
    },
    JOB_LIMIT_MS,
  );
  if (detail.state !== 'succeeded') throw new Error(`${id} ${detail.state}: ${detail.message}`);
  const { lines } = await s.api('run.log', { run: detail.runs[0]!.id, source: 'stdout' });
  return Number(lines[0]!.text) - created;
}

function quantile(values: number[], q: number): number {
  return values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;
}
