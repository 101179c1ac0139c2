/** An installation with something to show: the demo's real fleet and recorded runs, and what a team has besides. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Api, apiFor, callOpen, tokenBySession } from '../bin/api.ts';

export interface Showcase {
  url: string;
  /** A one-time sign-in link of its administrator. */
  link: string;
  stop(): Promise<void>;
}

/** ms for the demo's robots to do their work; a slow machine needs about 10 s a row. */
const DEMO_LIMIT_MS = 10 * 60_000;

export async function startShowcase(say: (text: string) => void): Promise<Showcase> {
  const gantry = join(import.meta.dirname, '../bin/gantry.ts');
  const demo = spawn(process.execPath, [gantry, 'demo', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return { ...(await filled(demo, say)), stop: () => end(demo) };
  } catch (error) {
    await end(demo);
    throw error;
  }
}

async function filled(demo: ChildProcess, say: (text: string) => void): Promise<{ url: string; link: string }> {
  const { url, link } = await standing(demo);
  const token = new URLSearchParams(link.split('?')[1]).get('token')!;
  const { cookie } = await callOpen(url, 'session.useLink', { token });
  const api = apiFor({ url, token: await tokenBySession(url, cookie, 'showcase') });
  say('filling it');
  await fill(api);
  return { url, ...(await api.call('session.makeLink', {})) };
}

async function end(demo: ChildProcess): Promise<void> {
  if (demo.exitCode !== null || demo.signalCode !== null) return;
  demo.kill('SIGINT');
  await once(demo, 'exit');
}

/** The demo says where it is, and with which link, when its work is done. */
function standing(demo: ChildProcess): Promise<{ url: string; link: string }> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const late = setTimeout(() => reject(new Error('the demo did not come to its end')), DEMO_LIMIT_MS);
    demo.stdout!.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const link = /sign in with (\S+?)\)/.exec(printed)?.[1];
      const report = /^\{"ok".*\}$/m.exec(printed)?.[0];
      if (link === undefined || report === undefined) return;
      clearTimeout(late);
      resolve({ url: (JSON.parse(report) as { url: string }).url, link });
    });
    demo.on('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
  });
}

const POOL = 'demo';

async function fill(api: Api): Promise<void> {
  const [{ items: pools }, { items: packages }] = [await api.call('pool.list', {}), await api.call('package.list', {})];
  const pool = pools[0]?.name ?? POOL;
  await assets(api);
  await deployments(api, pool, packages[0]!.name);
  await clock(api);
  await invoices(api);
  await people(api);
}

async function assets(api: Api): Promise<void> {
  await api.call('asset.create', {
    name: 'SAP login',
    type: 'credential',
    value: { user: 'robot', secret: 'not shown again' },
    description: 'Account of the robots in the ERP',
  });
  await api.call('asset.create', {
    name: 'Approval limit',
    type: 'number',
    value: 5_000,
    description: 'EUR; above it a person decides',
  });
  await api.call('asset.create', { name: 'Mailbox', type: 'text', value: 'invoices@acme.example' });
}

async function deployments(api: Api, pool: string, name: string): Promise<void> {
  const more = { package: name, version: 'latest', pool, recording: 'on_failure' } as const;
  await api.call('deployment.create', { ...more, name: 'Invoices to ERP', retries: 3, priority: 3_000 });
  await api.call('deployment.create', { ...more, name: 'Month-end report', retries: 1, priority: 1_000 });
  await api.call('pool.create', { name: 'accounting' });
  await api.call('deployment.create', { ...more, name: 'Bank statements', pool: 'accounting' });
  await api.call('job.run', { deployment: 'Bank statements' }); // waits: nobody is in the pool
}

async function clock(api: Api): Promise<void> {
  await api.call('calendar.create', {
    name: 'Berlin',
    days: [
      { date: '2026-12-25', name: 'Christmas Day' },
      { date: '2026-12-26', name: 'Boxing Day' },
      { date: '2027-01-01', name: 'New Year' },
    ],
  });
  const timezone = 'Europe/Berlin';
  await api.call('schedule.create', {
    name: 'Weekday mornings',
    deployment: 'Invoices to ERP',
    rule: { kind: 'cron', cron: '0 6 * * 1-5' },
    timezone,
    calendar: 'Berlin',
  });
  await api.call('schedule.create', {
    name: 'Every two hours',
    deployment: 'Bank statements',
    rule: { kind: 'every', every: 7_200_000 },
    timezone,
  });
}

/** A queue in the middle of its work: rows in every status, tags, a dated lock. */
async function invoices(api: Api): Promise<void> {
  const queue = 'Invoices';
  await api.call('queue.create', { name: queue, attemptLimit: 3 });
  const customers = ['ACME', 'Müller & Söhne', '上海机械有限公司', 'ООО «Вектор»', 'Initech'];
  const items = Array.from({ length: 240 }, (_, i) => ({
    value: { number: 2_026_000 + i, customer: customers[i % customers.length]!, amount: 120 + ((i * 7_919) % 9_000) },
    key: String(2_026_000 + i),
    tags: [i % 3 === 0 ? 'eu' : 'world', ...(i % 11 === 0 ? ['large', 'needs approval'] : [])],
    priority: i % 11 === 0 ? 4_000 : 2_000,
  }));
  const { ids } = await api.call('resource.addMany', { queue, items });
  for (const [i, id] of ids.entries()) {
    if (i % 5 === 0 || i > 200) continue;
    const status = i % 17 === 0 ? 'error' : 'processed';
    await api.call('resource.edit', { queue, id, status });
  }
  await api.call('condition.set', { queue, deployment: 'Invoices to ERP', minWaiting: 500, maxJobs: 4 });
}

async function people(api: Api): Promise<void> {
  await api.call('user.create', { name: 'olga', fullName: 'Ольга Смирнова', role: 'operator', evidence: true });
  await api.call('user.create', { name: 'wei', fullName: '王伟', role: 'developer', evidence: true });
  await api.call('user.create', { name: 'auditor', fullName: 'Ada Auditor', role: 'viewer' });
  await api.call('webhook.create', {
    name: 'Tell the team',
    url: 'http://127.0.0.1:9/hook',
    events: ['job.ended', 'robot.lost'],
  });
}
