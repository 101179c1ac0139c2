/** Sets the demo's stage: coordinator, two agents with virtual screens, the wiki, packages, pool, queue, deployment. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GantryError } from '../../protocol/errors.ts';
import { type Api, apiFor, callOpen, tokenBySession } from '../api.ts';
import { pack } from '../pack.ts';
import { packageRoot } from '../version.ts';
import { type Airport, IMPOSSIBLE } from './airports.ts';
import type { Children } from './children.ts';
import { startWiki } from './wiki.ts';

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 100;
export const ROBOTS = ['demo-1', 'demo-2'];
export const QUEUE = 'airports';
export const POOL = 'demo';
const PACKAGES = ['hello', 'shell', 'airports-to-wiki'];

export interface Stage {
  api: Api;
  /** The wiki's address. */
  wiki: string;
  /** Id of the resource that cannot be done. */
  impossible: string;
}

export async function startCoordinator(children: Children, folder: string, port: number): Promise<Api> {
  const child = children.gantry('coordinator', [
    'coordinator',
    'start',
    '--data',
    join(folder, 'coordinator'),
    '--port',
    String(port),
    '--json',
  ]);
  const ready = await children.awaitOutput(child, /^\{"url".*\}$/m, START_LIMIT_MS);
  const { url, link } = JSON.parse(ready[0]) as { url: string; link: string };
  const { cookie } = await callOpen(url, 'session.useLink', {
    token: new URLSearchParams(link.split('?')[1]).get('token')!,
  });
  return apiFor({ url, token: await tokenBySession(url, cookie, 'demo') });
}

export async function startAgents(children: Children, api: Api, folder: string): Promise<void> {
  await api.call('pool.create', { name: POOL });
  for (const name of ROBOTS) {
    const data = join(folder, name);
    const { token } = await api.call('robot.invite', { name, pool: POOL });
    await children.gantryOnce(`${name}-enroll`, [
      'agent',
      'enroll',
      '--url',
      api.url,
      '--token',
      token,
      '--name',
      name,
      '--data',
      data,
    ]);
    children.gantry(name, ['agent', 'start', '--data', data]);
  }
  const end = performance.now() + START_LIMIT_MS;
  while ((await api.call('robot.list', {})).items.filter((r) => r.state === 'idle').length < ROBOTS.length) {
    if (performance.now() > end)
      throw new GantryError(
        'Internal',
        `the agents did not come online within ${START_LIMIT_MS / 1000} s; their output is in ${folder}`,
      );
    await pause(LOOK_EVERY_MS);
  }
}

export async function publishExamples(api: Api, folder: string): Promise<string[]> {
  const published = [];
  for (const name of PACKAGES) {
    const packed = await pack(join(packageRoot, 'examples', name), { out: join(folder, `${name}.tgz`) });
    const made = await api.publish(packed.file, packed.bytes, () => {});
    published.push(`${made.package} ${made.version}`);
  }
  return published;
}

/** The wiki, the queue with its rows (the impossible one in the middle), and the deployment that works it. */
export async function prepareWork(
  children: Children,
  api: Api,
  folder: string,
  rows: Airport[],
): Promise<Pick<Stage, 'wiki' | 'impossible'>> {
  const wiki = await startWiki(children, folder);
  await api.call('queue.create', { name: QUEUE, attemptLimit: 3 });
  const middle = Math.floor(rows.length / 2);
  const values = [...rows.slice(0, middle), IMPOSSIBLE, ...rows.slice(middle)];
  const { ids } = await api.call('resource.addMany', {
    queue: QUEUE,
    items: values.map((value) => ({ value: { ...value }, key: value.iata, tags: [value.state || value.country] })),
  });
  await api.call('deployment.create', {
    name: 'Airports to wiki',
    package: 'airports-to-wiki',
    pool: POOL,
    params: { wiki, queue: QUEUE },
    recording: 'always',
  });
  await api.call('deployment.create', { name: 'Hello', package: 'hello', pool: POOL });
  await api.call('deployment.create', { name: 'Shell', package: 'shell', pool: POOL });
  return { wiki, impossible: ids[middle]! };
}
