/** Where a bench takes place: a coordinator of its own in a new folder, or one that runs; what it makes there, and takes away. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ParamsIn, VerbName } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { type Api, apiFor, callOpen, tokenBySession } from '../api.ts';
import { pack } from '../pack.ts';
import { defaultDataFolder, type Login } from '../settings.ts';
import { Child } from './child.ts';
import type { CoordinatorTold, Meter } from './coordinator-process.ts';
import { readsAssets } from './published-load.ts';

const PACKAGE = 'gantry-bench';
/** There before the first take: takes and adds are equally many, so that it stays about there. */
const RESOURCES = 5_000;
/** A day: whoever leaves between two steps comes back. */
const LOST_AFTER_MS = 86_400_000;
/** Robots that left become offline within this time, ms. */
const OFFLINE_MS = 30_000;

export interface Place {
  api: Api;
  login: Login;
  /** Of everything that the bench makes here. */
  name: string;
  /** Since the last look; `undefined` where the coordinator was not started by the bench. */
  meter(): Promise<Meter | undefined>;
}

/** Takes away what was made; what could not be is said. */
export type Undo = () => Promise<string[]>;

/** A coordinator of its own; its folder lies where a coordinator's usually does, so that it syncs the same disk. */
export async function ownPlace(undo: Undo[]): Promise<Place> {
  const base = join(defaultDataFolder('coordinator'), '..');
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(base, 'bench-'));
  const child = new Child<'meter', CoordinatorTold>('the coordinator', ['__bench-coordinator', join(folder, 'data')]);
  undo.push(async () => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
    return [];
  });
  const ready = await child.ask(undefined, ({ told }) => told === 'ready');
  const { url, link } = ready as Extract<CoordinatorTold, { told: 'ready' }>;
  const token = new URLSearchParams(link.split('?')[1]).get('token')!;
  const { cookie } = await callOpen(url, 'session.useLink', { token });
  const login = { url, token: await tokenBySession(url, cookie, 'bench') };
  const meter = async () => {
    const told = await child.ask('meter', (one) => one.told === 'meter');
    return (told as Extract<CoordinatorTold, { told: 'meter' }>).meter;
  };
  const place = { api: apiFor(login), login, name: PACKAGE, meter };
  await prepare(place, folder);
  return place;
}

/** One that runs, with a name of its own for everything that is made there. */
export async function givenPlace(login: Login, folder: string, undo: Undo[]): Promise<Place> {
  const name = `${PACKAGE}-${randomBytes(3).toString('hex')}`;
  const api = apiFor(login);
  await api.call('session.show', {}); // a wrong token is told before anything is made
  undo.push(() => takeAway(api, name));
  await prepare({ api, name }, folder);
  return { api, login, name, meter: async () => undefined };
}

async function prepare({ api, name }: Pick<Place, 'api' | 'name'>, folder: string): Promise<void> {
  const source = join(folder, PACKAGE);
  mkdirSync(source, { recursive: true });
  const manifest = { name: PACKAGE, version: '1.0.0', title: 'Load of gantry bench', command: ['node', 'main.js'] };
  writeFileSync(join(source, 'process.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'main.js'), '// gantry bench simulates its robots: nothing of this is run\n');
  const { file, bytes } = await pack(source, { out: join(folder, `${PACKAGE}.tgz`) });
  await api.publish(file, bytes, () => {});
  await api.call('pool.create', { name });
  await api.call('queue.create', { name, attemptLimit: 3 });
  if (readsAssets()) await added(api, 'asset.create', { name, type: 'text', value: 'the value of an asset' });
  const wanted = { name, package: PACKAGE, pool: name, recording: 'never', lostAfterMs: LOST_AFTER_MS, retries: 0 };
  const assets = readsAssets() ? { allowAssets: [name] } : {};
  await added(api, 'deployment.create', { ...wanted, ...assets });
  const items = Array.from({ length: RESOURCES }, (_, n) => ({ value: { n } }));
  await api.call('resource.addMany', { queue: name, items });
}

/** A verb, or a parameter, that not every version has. */
const added = (api: Api, verb: string, params: object) => api.call(verb as VerbName, params as ParamsIn<VerbName>);

/** The package stays: its versions are for ever; publishing the same again changes nothing. */
async function takeAway(api: Api, name: string): Promise<string[]> {
  const left: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof GantryError) || !error.code.endsWith('NotFound'))
        left.push(`${what} (${(error as Error).message})`);
    }
  };
  await attempt(`the deployment ${name}`, () => deleteDeployment(api, name));
  await attempt(`the queue ${name}`, () => api.call('queue.delete', { queue: name, force: true }));
  if (readsAssets()) await attempt(`the asset ${name}`, () => added(api, 'asset.delete', { asset: name, force: true }));
  await attempt('its robots', () => deleteRobots(api, name));
  await attempt(`the pool ${name}`, () => api.call('pool.delete', { pool: name }));
  return left;
}

/** Forced it ends up to a thousand jobs in one go: more are cancelled before. */
async function deleteDeployment(api: Api, name: string): Promise<void> {
  for (;;) {
    const { items } = await api.call('job.list', { deployment: name, state: 'running', limit: 200 });
    for (const { id } of items) await api.call('job.cancel', { job: id, force: true });
    if (items.length === 0) break;
  }
  await api.call('deployment.delete', { deployment: name, force: true });
}

async function deleteRobots(api: Api, name: string): Promise<void> {
  const latest = performance.now() + OFFLINE_MS;
  for (;;) {
    const { items } = await api.call('robot.list', {});
    const ours = items.filter((robot) => robot.name.startsWith(`${name}-`));
    if (ours.length === 0) return;
    for (const robot of ours.filter(({ state }) => state === 'offline'))
      await api.call('robot.delete', { robot: robot.name });
    if (performance.now() > latest) throw new GantryError('InUse', `${ours.length} are still connected`);
    await pause(200);
  }
}
