/** `gantry drill` as a user runs it: accidents happen, the account balances, and nothing of it is left behind. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { kill, processesIn } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('gantry drill');
const LIMIT_MS = 5 * 60_000;
/** Only a place with an environment of its own: nothing runs in it but what the drill starts. */
const place = new Installation();
const left = () => readdirSync(join(place.folder, 'data', 'gantry'));

interface Result {
  ok: boolean;
  problems: string[];
  accidents: { name: string; recoveredInMs?: number; leftOut?: string }[];
  account: { items: Record<string, number>; doubles: number; lost: number; gaps: string[]; alive: string[] };
}

t.before(() => mkdirSync(join(place.folder, 'data'), { recursive: true }));
t.after(() => place.stop());

t.within(LIMIT_MS, 'rehearses what was asked for, balances, and leaves neither process nor folder', async () => {
  const args = ['drill', '--items', '40', '--item-ms', '30', '--only', 'robot,supervisor,coordinator,disk', '--json'];
  const ran = await place.gantry(...args);
  assert.is(ran.code, 0, ran.err);
  const { ok, problems, accidents, account } = ran.json<Result>();
  assert.equal([ok, problems], [true, []]);
  assert.equal(
    accidents.map(({ name }) => name),
    ['robot', 'supervisor', 'coordinator', 'disk'],
  );
  for (const { recoveredInMs, leftOut } of accidents) assert.ok((recoveredInMs ?? 0) > 0 || leftOut !== undefined);
  const { items, doubles, lost, gaps, alive } = account;
  assert.equal(items, { in: 40, processed: 40, error: 0, waiting: 0 });
  assert.equal([doubles, lost, gaps, alive], [0, 0, [], []]);
  assert.match(ran.err, /it balances/);
  assert.equal(left(), [], 'its folder is removed');
  assert.equal(
    processesIn(place.folder).map((p) => p.command),
    [],
  );
});

t.within(LIMIT_MS, 'Ctrl+C in the middle ends everything', async () => {
  const program = place.launch(['drill', '--items', '5000', '--only', 'robot']);
  await until('an accident has happened', () => program.err.includes('robot: work goes on'), 120_000);
  kill(program.process.pid!, 'SIGINT');
  assert.is(await program.exit, 130, program.err);
  assert.equal(left(), []);
  assert.equal(
    processesIn(place.folder).map((p) => p.command),
    [],
  );
});

t('an accident that there is not is refused with the list', async () => {
  const ran = await place.gantry('drill', '--only', 'flood');
  assert.is(ran.code, 2);
  assert.match(ran.err, /flood.*robot, supervisor, link, coordinator, disk/);
});

t.run();
