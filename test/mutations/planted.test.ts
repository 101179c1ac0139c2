/**
 * Do the suites catch what they are there for? One bug after the other is planted into a copy of the sources; its model
 * test with a fixed seed, and where that lives the rule tests, must fail there.
 */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { type Planted, planted as plantedQueues } from './planted.ts';
import { plantedJobs } from './planted-jobs.ts';

const t = suite('planted bugs');
const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = ['package.json', 'protocol', 'coordinator', 'sdk', 'testing', 'test'];
/** Then every bug goes through every suite, to know which of them catches it. */
const LONG = process.env.GANTRY_LONG === '1';
const SEED = '20260101';
const STORIES = '300';
/** ms for one suite in the copy, on a slow machine. */
const SUITE_LIMIT_MS = 10 * 60_000;
const LIMIT_MS = LONG ? 230 * 60_000 : 8 * 60_000;

let copy = '';
t.before(() => {
  copy = folder('planted', 'memory');
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

/** Does this suite fail in the copy? What it said is for the one who looks into it. */
function run(args: string[]): Promise<{ failed: boolean; said: string }> {
  return new Promise((resolve, reject) => {
    const model = { GANTRY_SEED: SEED, GANTRY_MODEL_RUNS: STORIES, GANTRY_MODEL_QUICK: '1' };
    const env = { ...process.env, ...model, GANTRY_LONG: '', NODE_NO_WARNINGS: '1' };
    const child = spawn(process.execPath, args, { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const limit = setTimeout(() => child.kill('SIGKILL'), SUITE_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (signal) reject(new Error(`${args.join(' ')} was not done after ${SUITE_LIMIT_MS / 1000} s`));
      resolve({ failed: code !== 0, said: Buffer.concat(chunks).toString() });
    });
  });
}

const models = { queues: ['test/model/queues.test.ts'], jobs: ['test/model/jobs.test.ts'] } as const;
const rules = ['test/run.ts', 'test/rules'] as const;
const all = [...Object.values(models), rules];

/** With the model test that is tried first. */
type Bug = Planted & { model: keyof typeof models };
const planted: Bug[] = [
  ...plantedQueues.map((bug) => ({ ...bug, model: 'queues' as const })),
  ...plantedJobs.map((bug) => ({ ...bug, model: 'jobs' as const })),
];

/** Which suites catch it; by default the first that does is enough. */
async function caughtBy({ file, text, instead, model }: Bug): Promise<string[]> {
  const path = join(copy, file);
  const right = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    right.replace(text, () => instead),
  );
  const caught: string[] = [];
  try {
    for (const [name, args] of Object.entries({ [`the model of ${model}`]: models[model], 'the rules': rules })) {
      const { failed, said } = await run([...args]);
      assert.not.match(said, /SyntaxError|ERR_MODULE_NOT_FOUND/, `${file} does not even load with this bug`);
      if (failed) caught.push(name);
      if (failed && !LONG) break;
    }
  } finally {
    writeFileSync(path, right);
  }
  return caught;
}

t('every bug of the list can be planted: its text stands exactly once in its file', () => {
  const wrong = planted.flatMap(({ breaks, file, text, instead }) => {
    const times = readFileSync(join(ROOT, file), 'utf8').split(text).length - 1;
    if (times === 1 && text !== instead) return [];
    return [
      `"${breaks}": its text stands ${times} times in ${file}; look up what became of it and mend test/mutations`,
    ];
  });
  assert.equal(wrong, []);
});

if (LONG)
  t.within(LIMIT_MS, 'the sound copy passes', async () => {
    for (const args of all) {
      const { failed, said } = await run([...args]);
      assert.not(failed, said);
    }
  });
else t.skip('the sound copy passes', 'the suites themselves run beside this one; with --long');

/** `GANTRY_PLANTED=Q20` plants those whose words hold `Q20`. */
const only = process.env.GANTRY_PLANTED ?? '';
const chosen = planted.filter(({ quick, breaks }) => (only === '' ? quick || LONG : breaks.includes(only)));
t.within(LIMIT_MS, `each of ${chosen.length} is caught (with --long: of ${planted.length})`, async () => {
  const missed: string[] = [];
  for (const bug of chosen) {
    const caught = await caughtBy(bug);
    if (caught.length === 0) missed.push(bug.breaks);
    process.stdout.write(`${caught.length > 0 ? `caught by ${caught.join(' and ')}` : 'MISSED'}: ${bug.breaks}\n`);
  }
  process.stdout.write(`${chosen.length - missed.length}/${chosen.length} planted bugs caught\n`);
  assert.equal(missed, []);
});

t.run();
