/**
 * `npm run faults`: every accident, as often as wanted, then the account as a table. Exit code 1 when an accident went
 * otherwise than it must or the account does not balance. `--only PART,PART`, `--short` (those of `npm test`), `--seed N`,
 * `--rounds N`, `--list`.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { problemsOf, rowsOf } from '../../bin/drill/account.ts';
import { printTable } from '../../bin/output.ts';
import { dice } from '../store/support/rows.ts';
import type { Scenario } from './support/scenario.ts';
import { Site } from './support/site.ts';
import { scenarios } from './support/table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    list: { type: 'boolean', default: false },
  },
});
const parts = values.only?.split(',');
const wanted = scenarios.filter(
  ({ name, short }) => (short || !values.short) && (parts?.some((part) => name.includes(part)) ?? true),
);
const say = (text: string) => process.stdout.write(`${text}\n`);

if (values.list)
  printTable(
    ['NAME', 'PROVES', 'WHAT HAPPENS'],
    wanted.map((s) => [s.name, s.proves, s.says]),
    '',
  );
else if (wanted.length === 0) {
  say(`no accident has ${values.only} in its name; --list shows them`);
  process.exitCode = 2;
} else if (!(await all(Number(values.seed ?? randomInt(2 ** 31)), Number(values.rounds)))) process.exitCode = 1;

async function all(seed: number, rounds: number): Promise<boolean> {
  say(`seed ${seed} (--seed ${seed} rolls the same dice), ${rounds} rounds of ${wanted.length} accidents`);
  const site = await Site.open(dice(seed));
  const failed: string[] = [];
  try {
    for (let round = 1; round <= rounds; round++)
      for (const scenario of wanted) {
        const problem = await once(site, scenario, `${round}/${rounds}`);
        if (problem !== undefined) failed.push(`${scenario.name}: ${problem}`);
      }
    const account = await site.account();
    say('');
    printTable(['THE ACCOUNT', ''], rowsOf(account), '');
    failed.push(...problemsOf(account));
  } finally {
    for (const left of await site.close()) failed.push(`alive after the stop: ${left}`);
  }
  for (const problem of failed) say(`✘ ${problem}`);
  say(failed.length === 0 ? 'it balances' : `it does not balance (seed ${seed})`);
  return failed.length === 0;
}

/** What went wrong, in words. */
async function once(
  site: Site,
  { name, proves, says, cannot, happen }: Scenario,
  round: string,
): Promise<string | undefined> {
  const because = cannot?.(site);
  if (because !== undefined) {
    say(`${round} ${name}: left out, ${because}`);
    return undefined;
  }
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1_000).toFixed(1);
  const tell = (mark: string) => say(`${round} ${mark} ${name} (${proves}): ${says}; ${seconds()} s`);
  try {
    if (values.short) await site.restedAgent();
    await happen(site);
    tell('✔');
    return undefined;
  } catch (error) {
    tell('✘');
    site.proxy.set('pass');
    return (error as Error).message;
  }
}
