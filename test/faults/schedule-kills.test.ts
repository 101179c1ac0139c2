/** kill -9 of the coordinator while schedules are due: each nominal time has exactly one job (J18, P13). */
import { randomInt } from 'node:crypto';
import * as assert from 'uvu/assert';
import { Installation } from '../support/installation.ts';
import { kill } from '../support/processes.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('schedules and kill -9');
const long = process.env.GANTRY_LONG === '1';
const ROUNDS = long ? 20 : 2;
/** Schedules of one round, and ms from the time of one to that of the next. */
const SCHEDULES = 20;
const APART_MS = 100;
/** ms until all of a round have started something, the coordinator's own start and rest included. */
const DONE_LIMIT_MS = 90_000;
const seed = Number(process.env.GANTRY_SEED ?? randomInt(2 ** 31));
let fleet: Installation;

t.before(async () => {
  process.stdout.write(`seed ${seed} (GANTRY_SEED)\n`);
  fleet = await Installation.start();
  await fleet.deployPackage('work', { 'main.mjs': '' });
});
t.after(() => fleet.stop());

/** Makes the round's schedules, each with one time in the next seconds and none for a day; name → time. */
async function makeSchedules(round: number): Promise<Map<string, number>> {
  const names = Array.from({ length: SCHEDULES }, (_, i) => `r${round} s${i}`);
  return new Map(
    await Promise.all(names.map(async (name, i) => [name, await makeSchedule(name, i * APART_MS)] as const)),
  );
}

/** Its time; a slow machine may take several tries to make it before that. */
async function makeSchedule(name: string, laterMs: number): Promise<number> {
  const rule = { kind: 'every', every: 86_400_000, from: Date.now() + 2_000 + laterMs } as const;
  let { next } = await fleet.api.call('schedule.create', { name, deployment: 'work', rule });
  let { from } = rule;
  while (next !== from) {
    from = Date.now() + 2_000 + laterMs;
    next = (await fleet.api.call('schedule.update', { schedule: name, rule: { ...rule, from } })).next;
  }
  return from;
}

/** Jobs of the round by schedule. */
async function jobsOf(round: number): Promise<Map<string, number>> {
  const { items } = await fleet.api.call('job.list', { limit: 500 });
  const names = items
    .map((job) => job.by.name.replace('schedule ', ''))
    .filter((name) => name.startsWith(`r${round} `));
  return new Map([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
}

t.within(
  (ROUNDS * 120 + 60) * 1_000,
  'P13: each time has exactly one job, whenever the coordinator is killed',
  async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const times = await makeSchedules(round);
      const some = 1 + ((seed >>> (round % 24)) % (SCHEDULES - 2));
      await until(`${some} have started`, async () => (await jobsOf(round)).size >= some, DONE_LIMIT_MS);
      kill(fleet.coordinator!.process.pid!);
      await fleet.coordinator!.exit;
      await fleet.startCoordinator();
      await until('all have started', async () => (await jobsOf(round)).size === SCHEDULES, DONE_LIMIT_MS);
      assert.equal([...(await jobsOf(round)).values()], Array(SCHEDULES).fill(1), `round ${round}`);
      const { items } = await fleet.api.call('schedule.list', {});
      for (const { name, last, next } of items.filter((one) => times.has(one.name))) {
        assert.is(last?.nominal, times.get(name), name);
        assert.is(next, times.get(name)! + 86_400_000, name);
      }
      await Promise.all([...times.keys()].map((schedule) => fleet.api.call('schedule.delete', { schedule })));
    }
  },
);

t.run();
