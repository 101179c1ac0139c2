/** Credentials that are typed at the command line and by a script, with real runs (X6, E5, J30): nothing that stays has one. */
import * as assert from 'uvu/assert';
import type { JobDetail } from '../../protocol/shapes.ts';
import { foundBelow } from '../services/support/secrets.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const t = suite('command line: typed credentials');
const OF_DEPLOYMENT = 'dèployed "one" /+1';
const OF_RUN = 'for öne run\\only';
const OF_CHILD = 'chïld of "a" script';
let fleet: Installation;

const CHILD = `
import { robot } from 'gantry';
const { login } = robot.params;
console.log('child has ' + login.secret);
robot.output({ secret: login.secret, length: login.secret.length });
`;
const PARENT = `
import { robot } from 'gantry';
const { login } = robot.params;
console.log('parent has ' + login.secret);
const job = await robot.startJob('child', { login: { user: 'c', secret: process.env.NOTHING ?? '${OF_CHILD}' } });
robot.output({ length: login.secret.length, child: job.id });
`;
const parameters = [{ name: 'login', type: 'credential', required: true }];

t.before(async () => {
  fleet = await Installation.start(['desk-1']);
  await fleet.deployPackage('child', { 'main.mjs': CHILD }, { parameters });
  await fleet.deployPackage('parent', { 'main.mjs': PARENT }, { parameters });
  for (const name of ['child', 'parent']) await fleet.ok('deploy', name, '--recording', 'never', '--retries', '0');
});
t.after(() => fleet.stop());

const typed = (user: string, secret: string) => `login=${JSON.stringify({ user, secret })}`;

t.within(240_000, 'X6, J30: by deployment, for one run, by a child: runs have them, nothing else does', async () => {
  const said: string[] = [];
  const say = async (...args: string[]) => {
    const { out, err } = await fleet.ok(...args);
    said.push(out, err);
    return out;
  };
  await say('deploy', 'parent', '--param', typed('d', OF_DEPLOYMENT), '--json');
  await say(
    'schedule',
    'create',
    'daily',
    '--deployment',
    'parent',
    '--cron',
    '0 6 * * *',
    '--param',
    typed('d', OF_RUN),
  );
  const [first] = JSON.parse(await say('run', 'parent', '--json')) as JobDetail[];
  const [second] = JSON.parse(await say('run', 'parent', '--param', typed('r', OF_RUN), '--json')) as JobDetail[];
  const lengths = [first, second].map((job) => (job!.output as { length: number }).length);
  assert.equal(lengths, [OF_DEPLOYMENT.length, OF_RUN.length]);
  const { child } = second!.output as { child: string };
  const ended = await until('the child has ended', async () => {
    const job = await fleet.json<JobDetail>('job', 'show', child);
    return job.state === 'succeeded' ? job : undefined;
  });
  assert.equal(ended.output, { secret: '•••', length: OF_CHILD.length });
  const again = JSON.parse(await say('job', 'again', second!.id, '--json')) as JobDetail;
  for (const job of [first!.id, second!.id, child, again.id]) {
    await until('it has ended', async () => (await fleet.json<JobDetail>('job', 'show', job)).state === 'succeeded');
    await say('job', 'show', job, '--json');
    await say('job', 'log', job);
    await say('why', job);
  }
  for (const list of ['deployment', 'schedule', 'job', 'audit']) await say(list, 'ls', '--json');
  await say('deployment', 'show', 'parent', '--json');
  await say('schedule', 'show', 'daily', '--json');
  await say('audit', 'export');
  const everything = said.join('\n');
  for (const secret of [OF_DEPLOYMENT, OF_RUN, OF_CHILD]) {
    assert.equal(foundBelow(fleet.coordinatorFolder, secret), []);
    assert.not.ok(everything.includes(secret) || everything.includes(JSON.stringify(secret).slice(1, -1)), secret);
  }
  assert.match(everything, 'parent has •••');
  assert.not.match(`${fleet.coordinator!.err}${fleet.coordinator!.out}`, /dèployed|öne run|chïld/);
});

t.run();
