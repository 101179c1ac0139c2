/**
 * The test runner: every *.test.ts file in a process of its own, as many at a time as there are cores, and one sum at the end.
 * `node test/run.ts [path or part of a path …]`; `--long` adds the fault and soak runs; `--jobs N` sets how many at once.
 * Long ones begin first, so that none is alone at the end; `--slowest N` names the slowest.
 * `GANTRY_SLOW_PAGES=5` makes the console's pages five times slower: a browser test that looks too early fails then.
 * A file without a tally (it crashed, or forgot the project's suite) is a failure.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(Math.max(2, availableParallelism())) },
    slowest: { type: 'string', default: '0' },
  },
  allowPositionals: true,
});
/** ms for one file; a file that hangs must not eat the whole of CI's time. */
const FILE_LIMIT_MS = values.long ? 4 * 60 * 60_000 : 10 * 60_000;

/** Hundreds of processes load the same sources: compiled once, they start in half of the time. */
const NODE_COMPILE_CACHE = resolve('node_modules/.cache/tests');

/** Folders whose files take longest: they start real programs. */
const LONG_FIRST = ['test/e2e/', 'test/faults/', 'test/mutations/', 'test/agent/', 'test/model/', 'test/sdk/'];
const rank = (file: string) => (LONG_FIRST.findIndex((start) => file.startsWith(start)) + 99) % 99;

interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

const files = globSync('test/**/*.test.ts')
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
const sum: Sum = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const times: { file: string; seconds: string }[] = [];
const waiting = [...files];

await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
for (const failure of failures) process.stdout.write(`\n──── ${failure}\n`);
const slowest = times.sort((a, b) => Number(b.seconds) - Number(a.seconds)).slice(0, Number(values.slowest));
for (const { file, seconds } of slowest) process.stdout.write(`slow  ${seconds} s  ${file}\n`);
if (files.length === 0) process.stdout.write('no test file matches\n');
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 || files.length === 0 ? 1 : 0;

async function worker(): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await runFile(file);
}

async function runFile(file: string): Promise<void> {
  const start = performance.now();
  const { output, code } = await execute(file);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  times.push({ file, seconds });
  const tally = /^##tally (.*)$/m.exec(output);
  const counts: Sum = tally ? JSON.parse(tally[1]!) : { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += counts[key];
  process.stdout.write(
    `${counts.failed ? 'FAIL' : 'ok  '} ${file}  ${counts.passed} passed${counts.failed ? `, ${counts.failed} failed` : ''}  ${seconds} s\n`,
  );
  if (counts.failed) failures.push(`${file} (exit code ${code})\n${output.replace(/^##tally.*$/m, '').trim()}`);
}

function execute(file: string): Promise<{ output: string; code: number | string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, GANTRY_LONG: values.long ? '1' : '', NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE };
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const limit = setTimeout(() => {
      chunks.push(Buffer.from(`\nstopped after ${FILE_LIMIT_MS / 1000} s\n`));
      child.kill('SIGKILL');
    }, FILE_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ output: Buffer.concat(chunks).toString(), code: code ?? signal ?? 'unknown' });
    });
  });
}
