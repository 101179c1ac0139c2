/** The short version of `npm run faults`: one accident of each kind on one installation, then the account must balance. */
import { randomInt } from 'node:crypto';
import * as assert from 'uvu/assert';
import { problemsOf, rowsOf } from '../../bin/drill/account.ts';
import { dice } from '../store/support/rows.ts';
import { suite } from '../support/suite.ts';
import { Site } from './support/site.ts';
import { scenarios } from './support/table.ts';

const t = suite('faults');
const seed = Number(process.env.GANTRY_SEED ?? randomInt(2 ** 31));
/** ms for one accident on a slow machine. */
const LIMIT_MS = 5 * 60_000;
let site: Site;

t.before(async () => {
  process.stdout.write(`seed ${seed} (GANTRY_SEED)\n`);
  site = await Site.open(dice(seed));
});
t.after(() => site?.close());

for (const { name, proves, says, cannot, happen } of scenarios.filter((one) => one.short))
  t.within(LIMIT_MS, `${proves}: ${name}: ${says}`, async () => {
    const because = cannot?.(site);
    if (because !== undefined) return void process.stdout.write(`${name} is left out: ${because}\n`);
    try {
      await site.restedAgent();
      await happen(site);
    } finally {
      site.proxy.set('pass');
    }
  });

t.within(LIMIT_MS, 'afterwards the account balances, and nothing is alive', async () => {
  const account = await site.account();
  process.stdout.write(
    `${rowsOf(account)
      .map((row) => row.join(': '))
      .join('\n')}\n`,
  );
  assert.equal(problemsOf(account), []);
  assert.is(account.open.owned, 0, 'every job has ended');
  assert.ok(account.lines.received > 0 && account.spawned > 0 && account.files > 0 && account.acknowledged > 0);
  assert.equal(await site.close(), []);
});

t.run();
