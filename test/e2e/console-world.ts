/** One of everything that the console shows, named and filled as the test says, and the address of every page that shows it. */
import { archiveOf, manifestOf, type Stage } from '../services/support/stage.ts';
import type { FakeRun } from '../support/fake-agent.ts';
import { uploadScreenshot } from './console-fleet.ts';

/** Texts that go wherever a person, a file or a script may put a text. */
export interface Texts {
  /** Up to 60 characters, no control characters: names. */
  name: string;
  /** Up to 30: tags and labels. */
  tag: string;
  /** Anything: values, log lines, messages. */
  any: string;
}

/** What the addresses of pages are made of. */
export interface Named {
  name: string;
  job: string;
  run: string;
  resource: string;
}

const part = encodeURIComponent;

/** Every page of the console, by its address behind the `#`. A new page has a line here, and is looked at in every language. */
export const pages: Record<string, (named: Named) => string> = {
  overview: () => '/',
  jobs: () => '/jobs',
  job: ({ job }) => `/jobs/${job}`,
  run: ({ run }) => `/runs/${run}`,
  queues: () => '/queues',
  queue: ({ name }) => `/queues/${part(name)}`,
  'bulk edits': ({ name }) => `/queues/${part(name)}?tab=edits`,
  'launch conditions': () => '/conditions',
  'launch condition': ({ name }) => `/conditions/${part(name)}`,
  resource: ({ name, resource }) => `/queues/${part(name)}/${part(resource)}`,
  schedules: () => '/schedules',
  schedule: ({ name }) => `/schedules/${part(name)}`,
  'a schedule being edited': ({ name }) => `/schedules/${part(name)}/edit`,
  'a new schedule': () => '/schedules/new',
  robots: () => '/robots',
  robot: ({ name }) => `/robots/${part(name)}`,
  pools: () => '/pools',
  pool: ({ name }) => `/pools/${part(name)}`,
  packages: () => '/packages',
  package: () => '/packages/texts',
  deployments: () => '/deployments',
  deployment: ({ name }) => `/deployments/${part(name)}`,
  'a deployment with parameters': () => '/deployments/second',
  'schedules of a deployment': ({ name }) => `/deployments/${part(name)}?tab=schedules`,
  'a deployment being edited': () => '/deployments/second/edit',
  'a new deployment': () => '/new-deployment?package=texts',
  assets: () => '/assets',
  asset: ({ name }) => `/assets/${part(name)}`,
  users: () => '/users',
  user: ({ name }) => `/users/${part(name)}`,
  tokens: () => '/tokens',
  audit: () => '/audit',
  webhooks: () => '/webhooks',
  webhook: ({ name }) => `/webhooks/${part(name)}`,
  settings: () => '/settings',
  about: () => '/settings/about',
  calendars: () => '/settings/calendars',
  calendar: ({ name }) => `/calendars/${part(name)}`,
  'a new calendar': () => '/calendars/new',
};

/** Fills `s`; resolves when everything is there. */
export async function world(s: Stage, { name, tag, any }: Texts): Promise<Named> {
  await s.api('pool.create', { name });
  const agent = await s.agent(name, name);
  await s.api('robot.update', { robot: name, labels: [tag] });
  await s.deploy('hello', name);
  await s.api('deployment.update', { deployment: 'hello', name });
  const run = await s.running(agent, name);
  const resource = await work(s, run.script, { name, tag, any });
  await report(s, run.supervisor, { name, tag, any });
  await s.api('job.run', { deployment: name });
  await settings(s, { name, tag, any });
  await processes(s, { name, tag, any });
  return { name, job: run.job, run: run.supervisor.order.run, resource };
}

/** A queue with resources in every status, locked and free, with history. */
async function work(s: Stage, script: FakeRun, { name, tag, any }: Texts): Promise<string> {
  await s.api('queue.create', { name, attemptLimit: 3 });
  const tags = [tag, 'one', 'two', 'three'];
  const { id } = await s.api('resource.add', { queue: name, value: { [any.slice(0, 40)]: any }, tags, key: name });
  for (const value of ['taken', 'done', any]) await s.api('resource.add', { queue: name, value });
  const lock = { read: true, write: true } as const;
  await script.call('resource.get', { queue: name, id, lock });
  await s.api('condition.set', { queue: name, deployment: name, minWaiting: 1_000 });
  return id;
}

/** A run with lines, a step, a screenshot and a message. */
async function report(s: Stage, supervisor: FakeRun, { name, any }: Texts): Promise<void> {
  for (const text of any.split('\n')) await supervisor.line(text);
  await uploadScreenshot(s.url, supervisor, 'one.png', 20, name);
  await supervisor.end('failed', any.slice(0, 200));
}

/** A package whose manifest is full of these texts, and a deployment of it. */
async function processes(s: Stage, { name, any }: Texts): Promise<void> {
  const texts = { title: name, description: any.slice(0, 4_000), outputs: [{ name, description: any.slice(0, 200) }] };
  const parameters = [
    {
      name: 'first',
      type: 'text',
      description: any.slice(0, 2_000),
      default: any.slice(0, 200),
      choices: [any.slice(0, 200)],
    },
    { name: 'second', type: 'text', required: true },
  ];
  const manifest = { ...manifestOf('texts'), ...texts, parameters, command: ['sh', '-c', any.slice(0, 2_000)] };
  await s.publish(await archiveOf(manifest));
  await s.api('asset.set', { asset: name, robot: name, value: any.slice(0, 500) });
  const params = { first: any.slice(0, 200) };
  const bindings = { second: name };
  await s.api('deployment.create', { name: 'second', package: 'texts', robots: [name], params, bindings });
}

/** What administrators make. */
async function settings(s: Stage, { name, any }: Texts): Promise<void> {
  await s.api('asset.create', { name, type: 'text', value: any, description: any.slice(0, 200) });
  await s.api('calendar.create', { name, days: [{ date: '2027-01-01', name }] });
  const rule = { kind: 'cron', cron: '0 6 * * 1-5' } as const;
  await s.api('schedule.create', { name, deployment: name, rule, timezone: 'Europe/Berlin' });
  await s.api('webhook.create', { name, url: 'http://127.0.0.1:9/hook', events: ['job.ended'] });
  await s.api('user.create', { name, fullName: name, role: 'viewer' });
}
