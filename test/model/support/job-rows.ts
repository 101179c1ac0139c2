/** All rows about jobs as they stand at one moment: what the judges of the model compare before and after a command. */
import { WORKSPACE } from '../../../coordinator/core.ts';
import type {
  DeploymentRow,
  JobRow,
  MemberRow,
  ResourceRow,
  RobotRow,
  RunRow,
  TokenRow,
  VersionRow,
} from '../../../coordinator/domain/rows.ts';
import type { Look } from '../../../coordinator/store/store.ts';

/** An agent that refuses gives job and robot a rest of 5 s, so that offer and refusal do not chase each other. */
export const REFUSED_REST_MS = 5_000;
/** More than any story makes. */
const MANY = 10_000;

/** Ids of what cannot be listed by a pick, kept by whoever hears of their making. */
export interface Known {
  jobs: Set<string>;
  deployments: Set<string>;
  resources: Set<string>;
}

export interface Rows {
  jobs: ReadonlyMap<string, Readonly<JobRow>>;
  runs: ReadonlyMap<string, Readonly<RunRow>>;
  robots: ReadonlyMap<string, Readonly<RobotRow>>;
  deployments: ReadonlyMap<string, Readonly<DeploymentRow>>;
  versions: ReadonlyMap<string, Readonly<VersionRow>>;
  resources: ReadonlyMap<string, Readonly<ResourceRow>>;
  pools: ReadonlySet<string>;
  members: readonly Readonly<MemberRow>[];
  /** Of every run. */
  tokens: ReadonlyMap<string, readonly Readonly<TokenRow>[]>;
}

export const noRows: Rows = {
  ...{ jobs: new Map(), runs: new Map(), robots: new Map(), deployments: new Map(), versions: new Map() },
  ...{ resources: new Map(), pools: new Set<string>(), members: [], tokens: new Map() },
};

export function rowsOf(view: Look, known: Known): Rows {
  const byId = <T extends { id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));
  const jobs = [...known.jobs].flatMap((id) => view.get('job', id) ?? []);
  const runs = jobs.flatMap(({ id }) => view.pick('runsOf', { job: id }, MANY));
  const robots = view.pick('robots', { workspace: WORKSPACE }, MANY);
  const members = robots.flatMap(({ id }) => view.pick('poolsOf', { robot: id }, MANY));
  const deployments = [...known.deployments].flatMap((id) => view.get('deployment', id) ?? []);
  const named = [...members, ...deployments, ...jobs].map(({ pool }) => pool).filter((pool) => pool !== '');
  return {
    ...{ jobs: byId(jobs), runs: byId(runs), robots: byId(robots), deployments: byId(deployments), members },
    versions: byId(jobs.flatMap(({ version }) => view.get('version', version) ?? [])),
    resources: byId([...known.resources].flatMap((id) => view.get('resource', id) ?? [])),
    pools: new Set(named.filter((pool) => view.get('pool', pool))),
    tokens: new Map(runs.map(({ id }) => [id, view.pick('tokensOf', { subject: id }, MANY)])),
  };
}

export const isFinal = ({ state }: Pick<JobRow, 'state'>): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
export const hasEnded = ({ state }: Pick<RunRow, 'state'>): boolean => state !== 'assigned' && state !== 'running';

export const runsOf = (rows: Rows, job: string): Readonly<RunRow>[] =>
  [...rows.runs.values()].filter((run) => run.job === job);

/** It refused a job and is asked for none until then; a clock that was set back does not make it rest longer. */
export const rests = ({ restUntil }: Pick<RobotRow, 'restUntil'>, now: number): boolean =>
  restUntil > now && restUntil <= now + REFUSED_REST_MS;

/** May this robot do this job, were it idle (J14, J24, `needs`)? */
export function suits(rows: Rows, job: Readonly<JobRow>, robot: Readonly<RobotRow>): boolean {
  const here = job.robot
    ? job.robot === robot.id
    : rows.members.some((member) => member.pool === job.pool && member.robot === robot.id);
  const { labels } = rows.versions.get(job.version)!.manifest.needs;
  return here && labels.every((label) => robot.facts.labels.includes(label));
}

/** The job that an idle robot must get (J25): the highest priority over its own and all of its pools, then the oldest. */
export function bestFor(rows: Rows, robot: Readonly<RobotRow>, wants: (job: JobRow) => boolean): JobRow | undefined {
  const fit = [...rows.jobs.values()].filter((job) => wants(job) && suits(rows, job, robot));
  const [best] = fit.sort((a, b) => b.priority - a.priority); // those of one priority stay in the order of their making
  return best;
}
