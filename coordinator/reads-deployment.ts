/** What people read around a deployment: which robots suit a package version, and what each deployment did last. */
import type { Params, Result } from '../protocol/contract.ts';
import type { Said } from '../protocol/sentence.ts';
import type { LastJob } from '../protocol/shapes-deployment.ts';
import type { Core } from './core.ts';
import { type Look, thePackage } from './domain/lookup.ts';
import { lacks } from './domain/match.ts';
import { resolveVersion } from './domain/package.ts';
import { shown } from './domain/said.ts';
import { findByName } from './domain/unique-name.ts';
import type { Principal } from './domain/view.ts';
import { upTo } from './pages.ts';

type Verb = 'version.robots' | 'deployment.lastJobs';
type Reads = { [V in Verb]: (params: Params<V>, who: Principal) => Promise<Result<V>> };

/** Robots that are looked at. */
const MOST_ROBOTS = 5_000;

export function deploymentReads(core: Core): Reads {
  const { store } = core;
  return {
    'version.robots': async ({ package: name, version }, { workspace }) => {
      const { needs } = await store.read(
        (view) => resolveVersion(view, thePackage(view, workspace, name), version).manifest,
      );
      const robots = await upTo(core, 'robots', { workspace }, MOST_ROBOTS);
      const items = robots.map((robot) => ({ robot: robot.name, ...fitOf(lacks(needs, robot)) }));
      return { items };
    },
    'deployment.lastJobs': async ({ deployments }, { workspace }) => {
      const found = await store.read((view) => deployments.flatMap((name) => deploymentOf(view, workspace, name)));
      const last = await Promise.all(found.map((deployment) => lastJob(core, deployment)));
      return { items: last.flatMap((job) => job ?? []) };
    },
  };
}

const fitOf = (lack: Said | undefined) => (lack === undefined ? {} : shown('lacks', lack));

/** One that was deleted meanwhile is left out: the list that the names are from is older. */
function deploymentOf(view: Look, workspace: string, name: string): { id: string; name: string }[] {
  const id = findByName(view, 'deployment', workspace, name);
  return id === undefined ? [] : [{ id, name }];
}

async function lastJob({ store }: Core, { id, name }: { id: string; name: string }): Promise<LastJob | undefined> {
  const { items } = await store.query('jobs', { deployment: id, limit: 1 });
  const [job] = items;
  return job && { deployment: name, job: job.id, state: job.state, created: job.created };
}
