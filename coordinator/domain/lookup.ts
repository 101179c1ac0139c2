/** Finds what a person named: by id or by name, within the workspace, or refuses with that kind's own code. */
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import { deleted, noLonger, notFound } from './not-found.ts';
import type {
  DeploymentRow,
  JobRow,
  PackageRow,
  PoolRow,
  QueueRow,
  RobotRow,
  Rows,
  RunRow,
  VersionRow,
} from './rows.ts';
import { findByName, type NameKind } from './unique-name.ts';
import type { View } from './view.ts';

/** What reading needs: rules and views take it, the store's `read` gives it. */
export type Look = Pick<View, 'get' | 'pick'>;

type Named = 'robot' | 'pool' | 'deployment' | 'package';

function named<T extends Named>(view: Look, kind: T & NameKind, workspace: string, name: string): Readonly<Rows[T]> {
  const byName = findByName(view, kind, workspace, name);
  const row = view.get<T>(kind, byName ?? name);
  if (row && row.workspace === workspace) return row;
  return notFound(view, kind, workspace, name);
}

export const theRobot = (view: Look, workspace: string, name: string): Readonly<RobotRow> =>
  named(view, 'robot', workspace, name);
export const thePool = (view: Look, workspace: string, name: string): Readonly<PoolRow> =>
  named(view, 'pool', workspace, name);

export function thePackage(view: Look, workspace: string, name: string): Readonly<PackageRow> {
  const row = named(view, 'package', workspace, name);
  return row.deleted ? deleted('package', row.name) : row;
}

export function theDeployment(view: Look, workspace: string, name: string): Readonly<DeploymentRow> {
  const row = named(view, 'deployment', workspace, name);
  return row.deleted ? deleted('deployment', row.name) : row;
}

export function theJob(view: Look, workspace: string, id: string): Readonly<JobRow> {
  const row = view.get('job', id);
  return row && row.workspace === workspace ? row : noLonger(view, workspace, 'job', id);
}

export function theRun(view: Look, workspace: string, id: string): Readonly<RunRow> {
  const row = view.get('run', id);
  return row?.workspace === workspace ? row : noLonger(view, workspace, 'run', id);
}

/** By name, also a former one, or by id. */
export function theQueue(view: Look, workspace: string, name: string): Readonly<QueueRow> {
  const row = view.get('queue', findByName(view, 'queue', workspace, name) ?? name);
  return row?.workspace === workspace && row.deleted === 0 ? row : notFound(view, 'queue', workspace, name);
}

/** A version that a row points to: its row stays when it is deleted (J3), so its absence is a defect. */
export const versionOf = (view: Look, id: string): Readonly<VersionRow> =>
  view.get('version', id) ?? refuse('Internal', say`the package version ${{ id }} is gone although a job has it`);
