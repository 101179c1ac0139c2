/** P6, one agent and one supervisor to a folder: of many processes that take a lock at the same instant one has it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('locks of the agent');
const TAKERS = 4;
const LOCKS = 150;
const EVERY_MS = 8;
/** ms until all of them have started. */
const START_MS = 2_000;
const program = join(import.meta.dirname, 'support', 'lock-taker.ts');
const takers: ChildProcess[] = [];

t.after(() => {
  for (const taker of takers) taker.kill('SIGKILL');
});

/** Per lock how many got it, and what they said besides. */
async function raced(at: string): Promise<{ holders: number[]; said: string }> {
  const args = [program, at, String(Date.now() + START_MS), String(EVERY_MS), String(LOCKS)];
  const texts = Array.from({ length: TAKERS }, () => {
    const taker = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    takers.push(taker);
    const text = { out: '', err: '' };
    taker.stdout.on('data', (data) => (text.out += data));
    taker.stderr.on('data', (data) => (text.err += data));
    return text;
  });
  await until('all have tried all', () => texts.every(({ out }) => out.endsWith(']')));
  const got = texts.flatMap(({ out }) => JSON.parse(out) as number[]);
  const holders = Array.from({ length: LOCKS }, (_, n) => got.filter((one) => one === n).length);
  return { holders, said: texts.map(({ err }) => err).join('') };
}

t('P6: a lock that nobody has goes to one of them', async () => {
  const { holders, said } = await raced(folder('locks'));
  assert.equal([holders.filter((n) => n !== 1), said], [[], '']);
});

t('P6: a lock whose holder is dead goes to one of them', async () => {
  const at = folder('locks');
  const dead = JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago', boot: 'another' });
  for (let n = 0; n < LOCKS; n++) writeFileSync(join(at, `lock-${n}.3`), dead);
  const { holders, said } = await raced(at);
  assert.equal([holders.filter((n) => n !== 1), said], [[], '']);
});

t.run();
