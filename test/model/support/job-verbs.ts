/** Per verb: must it be refused, and with what; and when it went through, what must be so afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { allows } from '../../../coordinator/domain/machine.ts';
import type { JobRow, RobotRow, RunRow } from '../../../coordinator/domain/rows.ts';
import { jobStates } from '../../../coordinator/domain/states.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import type { Change } from './job-change.ts';
import { bestFor, hasEnded, isFinal, type Rows, rests, runsOf, suits } from './job-rows.ts';

export interface Said extends Change {
  who: Principal;
  result: unknown;
}
/** The code with which it must be refused, or `undefined`. */
type Refusal = (said: Omit<Said, 'result' | 'after'>) => string | undefined;
type Then = (said: Said) => (string | false)[];

const find = <T extends { id: string; name: string }>(rows: ReadonlyMap<string, T>, name: unknown): T | undefined =>
  rows.get(String(name)) ?? [...rows.values()].find((row) => row.name === name);
const robotOf = ({ before, who }: Pick<Said, 'before' | 'who'>): Readonly<RobotRow> | undefined =>
  who.kind === 'agent' ? before.robots.get(who.robot) : undefined;
const jobOf = (rows: Rows, params: Record<string, unknown>) => rows.jobs.get(String(params.job));

/** The open run instance that an agent or a chore means by id and epoch (P3). */
function meant({ before, params }: Pick<Said, 'before' | 'params'>): Readonly<RunRow> | undefined {
  const run = before.runs.get(String(params.run));
  return run && !hasEnded(run) && run.epoch === params.epoch ? run : undefined;
}

/** Agents of an older connection, of a deleted robot, and of somebody else's run (P3). */
const agentsOwn: Refusal = (said) => {
  const robot = robotOf(said);
  if (!robot) return 'RobotNotFound';
  if (said.who.kind === 'agent' && robot.session !== said.who.session) return 'Unauthenticated';
  const run = said.before.runs.get(String(said.params.run));
  return run && run.robot !== robot.id ? 'Forbidden' : undefined;
};

export const refusals: Record<string, Refusal> = {
  'run.accept': (said) => {
    const run = meant(said);
    const stranger = agentsOwn(said);
    if (stranger) return stranger;
    if (!run) return 'RunEnded';
    return run.state === 'running' && run.acked > 0 ? 'IllegalState' : undefined;
  },
  'run.refuse': agentsOwn,
  'run.vanished': agentsOwn,
  'robot.facts': (said) => agentsOwn({ ...said, params: {} }),
  'run.report': ({ before, params }) => {
    const run = before.runs.get(String(params.run));
    const fresh = (params.entries as { n: number }[]).filter(({ n }) => n > (run?.acked ?? 0));
    const gap = run && fresh.some(({ n }, i) => n !== run.acked + 1 + i);
    return gap ? 'ValidationError' : undefined;
  },
  'job.run': ({ before, params }) => {
    const deployment = deploymentOf(before, params.deployment);
    if (!deployment) return 'DeploymentNotFound';
    if (params.key !== undefined && withKey(before, deployment.id, params.key).length > 0) return undefined;
    if (!deployment.enabled) return 'IllegalState';
    const robots = (params.robots as string[] | undefined) ?? (params.pool === undefined ? deployment.robots : []);
    return robots.some((name) => !find(before.robots, name)) ? 'RobotNotFound' : undefined;
  },
  'job.cancel': ({ before, params }) => {
    const job = jobOf(before, params);
    if (!job) return 'JobNotFound';
    return job.state === 'cancelled' || allows(jobStates, job.state, 'cancel') ? undefined : 'IllegalState';
  },
  'job.setPriority': ({ before, params }) => {
    const job = jobOf(before, params);
    if (!job) return 'JobNotFound';
    return job.state === 'queued' ? undefined : 'IllegalState';
  },
  'robot.delete': ({ before, params }) => {
    const robot = find(before.robots, params.robot);
    if (!robot) return 'RobotNotFound';
    const pinned = [...before.jobs.values()].some((job) => job.robot === robot.id && !isFinal(job));
    return robot.state !== 'offline' || robot.run !== '' || pinned ? 'InUse' : undefined;
  },
  'deployment.delete': ({ before, params }) => {
    const deployment = deploymentOf(before, params.deployment);
    if (!deployment) return 'DeploymentNotFound';
    return !params.force && liveOf(before, deployment.id).length > 0 ? 'InUse' : undefined;
  },
};

const deploymentOf = (rows: Rows, name: unknown) =>
  [...rows.deployments.values()].find((row) => row.name === name && !row.deleted);
const liveOf = (rows: Rows, deployment: string) =>
  [...rows.jobs.values()].filter((job) => job.deployment === deployment && !isFinal(job));
const withKey = (rows: Rows, deployment: string, key: unknown) =>
  [...rows.jobs.values()].filter((job) => job.deployment === deployment && job.key === key);
const made = ({ before, after }: Change): JobRow[] => [...after.jobs.values()].filter(({ id }) => !before.jobs.has(id));

export const thens: Record<string, Then> = {
  'job.run': (said) => {
    const { before, params } = said;
    const fresh = made(said);
    const deployment = deploymentOf(before, params.deployment)!;
    const answered = (said.result as { jobs: { id: string }[] }).jobs.map(({ id }) => id);
    const known = params.key === undefined ? [] : withKey(before, deployment.id, params.key);
    if (known.length > 0)
      return [
        fresh.length > 0 && 'J20: a known key made another job',
        answered.join() !== known.map(({ id }) => id).join() && 'J20: a known key gave other jobs',
      ];
    const robots = (params.robots as string[] | undefined)?.map((name) => find(before.robots, name)!.id);
    const places = params.pool !== undefined ? [''] : (robots ?? (deployment.pool ? [''] : deployment.robots));
    const { priority = deployment.priority, retries = deployment.retries } = params as Partial<JobRow>;
    return [
      fresh.map(({ robot }) => robot).join() !== places.join() && `J15: made jobs for ${fresh.map((j) => j.robot)}`,
      fresh.some((job) => job.priority !== priority || job.retries !== retries) &&
        'J17: what was said is not in the job',
      !isDeepStrictEqual(said.after.deployments.get(deployment.id), deployment) && 'J17: a run changed its deployment',
      ...fresh.map(
        (job) => job.state !== startOf(said, job, deployment.whenNoRobot) && `J12: a new job is ${job.state}`,
      ),
    ];
  },
  'robot.dispatch': ({ before, after, params, result, now }) => {
    const robot = before.robots.get(String(params.robot));
    const idle = robot?.state === 'idle' && robot.session !== '' && !rests(robot, now);
    const best = idle ? bestFor(before, robot, (job) => job.waiting === 1) : undefined;
    const run = after.runs.get(String((result as { run?: string }).run));
    return [
      run?.job !== best?.id && `J25: ${robot?.name} got ${run?.job ?? 'nothing'} instead of ${best?.id ?? 'nothing'}`,
      run !== undefined && run.epoch <= robot!.epoch && `P3: the epoch ${run.epoch} was there before`,
    ];
  },
  'run.accept': (said) => {
    const { before, after } = said;
    const run = after.runs.get(String(said.params.run))!;
    const job = after.jobs.get(run.job)!;
    const first = before.runs.get(run.id)!.state === 'assigned';
    const old = before.tokens.get(run.id)!.map(({ id }) => id);
    return [
      run.state !== 'running' && `J21: an accepted run is ${run.state}`,
      job.state !== 'running' && `J21: the job of an accepted run is ${job.state}`,
      first && run.number !== job.attempts && `J29: attempt ${job.attempts} has the number ${run.number}`,
      after.tokens.get(run.id)!.some(({ id }) => old.includes(id)) && 'X2: an older token of the run still works',
    ];
  },
  'run.report': ({ before, after, params, result, who }) => {
    const was = before.runs.get(String(params.run));
    const run = after.runs.get(String(params.run));
    const entries = params.entries as { n: number; e: { kind: string; state?: string } }[];
    const { acked, stop } = result as { acked: number; stop?: string };
    if (!was || !run) return [stop === undefined && 'P3: a run that nobody knows is not told to stop'];
    const current = was.epoch === params.epoch && who.kind === 'supervisor' && who.epoch === was.epoch;
    const end = entries.find(({ n, e }) => n > was.acked && e.kind === 'ended');
    const said = end?.e.state === 'lost' && before.jobs.get(was.job)!.cancelling ? 'cancelled' : end?.e.state;
    const wanted = current && !hasEnded(was) && said ? said : was.state;
    const lines = entries.filter(({ n, e }) => n > was.acked && e.kind === 'line').length;
    return [
      acked !== Math.max(was.acked, entries.at(-1)!.n) && `P7: acknowledged ${acked}`,
      run.acked !== acked && `P7: kept ${run.acked} and acknowledged ${acked}`,
      run.lines !== was.lines + lines && `E3: kept ${run.lines - was.lines} of ${lines} new lines`,
      run.state !== wanted && `J27: a report made the run ${run.state}, not ${wanted}`,
      (hasEnded(was) || !current) &&
        !was.reported &&
        stop === undefined &&
        'P3: a run that is over is not told to stop',
      !hasEnded(was) && current && stop !== undefined && `P3: a run that is on is told to stop: ${stop}`,
    ];
  },
  'run.lose': (said) => endOf(said, 'lost'),
  'run.vanished': (said) => endOf(said, 'lost'),
  'run.refuse': (said) => endOf(said, 'lost'),
  'run.withdraw': (said) => {
    const run = meant(said);
    return [
      run?.state === 'running' && said.after.runs.get(run.id)?.state !== 'running' && 'P6: an accepted run is gone',
    ];
  },
  'job.cancel': ({ before, after, params }) => {
    const was = jobOf(before, params)!;
    const job = jobOf(after, params)!;
    const running = before.runs.get(was.run)?.state === 'running';
    if (isFinal(was)) return [];
    const soft = running && !params.force;
    return [
      soft && (job.state !== was.state || !job.cancelling) && `J26: a running job is ${job.state} after a cancel`,
      !soft && job.state !== 'cancelled' && `J26: the job is ${job.state} after a cancel`,
      !soft && runsOf(after, job.id).some((run) => !hasEnded(run)) && 'J26: a run of a cancelled job is open',
    ];
  },
  'job.setPriority': ({ after, params }) => [
    jobOf(after, params)!.priority !== params.priority && 'J25: the priority is another',
  ],
  'job.due': ({ after, now, params }) => {
    const due = [...after.jobs.values()].filter((job) => !isFinal(job) && job.notBefore > 0 && job.notBefore <= now);
    return [due.length > 0 && (params.limit as number) > due.length && `J23: ${due[0]!.id} still rests`];
  },
  'robot.connected': ({ before, after, params, result }) => {
    const held = params.runs as { run: string; epoch: number; alive: boolean; ended: boolean }[];
    const { runs } = result as { runs: { run: string; answer: string }[] };
    const robot = after.robots.get(String(params.robot))!;
    const open = [...before.runs.values()].filter((run) => run.robot === robot.id && run.state === 'running');
    const kept = open.filter(({ id, epoch }) =>
      held.some((one) => one.run === id && one.epoch === epoch && (one.alive || one.ended)),
    );
    return [
      robot.session !== params.session && 'P3: the newer session did not take over',
      ...open.map((run) => {
        const state = after.runs.get(run.id)!.state;
        const stays = kept.includes(run);
        return (
          (state === 'running') !== stays && `P4: a run that is ${stays ? '' : 'not '}held is ${state} after hello`
        );
      }),
      ...held.map(({ run, alive }, i) => {
        const on = alive && after.runs.get(run)?.state === 'running';
        return on && runs[i]?.answer !== 'resume' && `P4: a living run is told to ${runs[i]?.answer}`;
      }),
    ];
  },
  'robot.disconnected': ({ before, after, params }) => {
    const was = before.robots.get(String(params.robot));
    const robot = after.robots.get(String(params.robot));
    const own = was !== undefined && was.session === params.session;
    return [
      own && robot!.state !== 'offline' && 'J8: a robot that left is not offline',
      was !== undefined && !own && robot!.state !== was.state && 'P3: the end of an older connection changed a robot',
    ];
  },
  'coordinator.started': ({ after }) => [
    [...after.robots.values()].some(({ state }) => state !== 'offline') && 'P4: a robot is there before it said hello',
    [...after.runs.values()].some(({ state }) => state === 'assigned') && 'P6: an offer outlived the coordinator',
  ],
  'deployment.delete': ({ before, after, params }) => {
    const { id } = deploymentOf(before, params.deployment)!;
    return [
      liveOf(after, id).length > 0 && 'J16: jobs of a deleted deployment are live',
      liveOf(before, id).some((job) => after.jobs.get(job.id)!.state !== 'cancelled') &&
        'J16: its jobs are not cancelled',
    ];
  },
};

/** A run that is on ends like this, unless it was being cancelled (J26); an older epoch changes nothing. */
function endOf(said: Said, state: string): (string | false)[] {
  const run = meant(said);
  const named = said.before.runs.get(String(said.params.run));
  if (!run)
    return [
      named !== undefined && said.after.runs.get(named.id)?.state !== named.state && 'P3: a stale epoch ended a run',
    ];
  if (run.state === 'assigned') return [said.after.runs.has(run.id) && 'P6: the offer is still there'];
  const wanted = said.before.jobs.get(run.job)!.cancelling ? 'cancelled' : state;
  const got = said.after.runs.get(run.id)!.state;
  return [got !== wanted && `P5: the run is ${got}, not ${wanted}`];
}

/** A new job waits, or is cancelled at once where nobody is free and the deployment says so (J12). */
function startOf({ before, after, now }: Change, job: JobRow, whenNoRobot: string): string {
  const idle = [...before.robots.values()].some((r) => r.state === 'idle' && !rests(r, now) && suits(after, job, r));
  return whenNoRobot === 'cancel' && !idle ? 'cancelled' : 'queued';
}
