/** J34: the demo ends by itself with a report in which everything is true, and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { kill, processesIn } from '../support/processes.ts';
import { suite } from '../support/suite.ts';

const t = suite('demo');
const LIMIT_MS = 5 * 60_000;

interface Report {
  ok: boolean;
  expectations: { expected: string; ok: boolean; seen: string }[];
  jobs: { state: string; attempts: number }[];
  runs: { state: string; video: { bytes: number; width: number; fps: number } | null; lines: number }[];
  queues: Record<string, { processed: number; error: number; new: number; in_progress: number }>;
}

t.within(
  LIMIT_MS + 30_000,
  'J34: --exit --json does all that it promises, and nothing of it is alive afterwards',
  async () => {
    const at = folder('demo');
    for (const name of ['tmp', 'home']) mkdirSync(join(at, name));
    const ran = await demo(at, ['--exit', '--json', '--rows', '4']);
    const alive = processesIn(at);
    for (const { pid } of alive) kill(pid);
    const report = JSON.parse(ran.out.trimEnd().split('\n').at(-1) ?? '') as Report;
    const untrue = report.expectations.filter((e) => !e.ok).map((e) => `${e.expected}: ${e.seen}`);
    assert.equal(untrue, []);
    assert.is(ran.code, 0, ran.err);
    assert.ok(report.ok);
    assert.ok(report.expectations.length >= 15, `${report.expectations.length} expectations`);
    assert.equal(report.jobs.map((j) => [j.state, j.attempts]).sort(), [
      ['succeeded', 1],
      ['succeeded', 2],
    ]);
    assert.equal(report.queues, { airports: { new: 0, in_progress: 0, processed: 4, error: 1 } });
    assert.ok(report.runs.every((r) => r.lines > 0 && r.video && r.video.bytes > 10_000 && r.video.width === 1280));
    assert.equal(
      alive.map((p) => p.command),
      [],
    );
    assert.not(existsSync(join(at, 'data', 'gantry', 'coordinator')), 'its data folder is removed');
  },
);

async function demo(at: string, args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(at, 'home'),
    TMPDIR: join(at, 'tmp'),
    XDG_DATA_HOME: join(at, 'data'),
    XDG_CONFIG_HOME: join(at, 'config'),
    NODE_NO_WARNINGS: '1',
  };
  const program = join(import.meta.dirname, '..', '..', 'bin', 'gantry.ts');
  const child = spawn(process.execPath, [program, 'demo', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = setTimeout(() => child.kill('SIGTERM'), LIMIT_MS);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(limit);
  return { code, ...said };
}

t.run();
