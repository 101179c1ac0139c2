/** Who wants to be told of what happened, and what they are told: ids, names, states, times. Never parameters, values or texts of scripts. */
import type { Look } from './lookup.ts';
import type { JobRow, QueueRow, RobotRow, RunRow } from './rows.ts';
import type { WebhookRow } from './rows-webhook.ts';
import type { Happening } from './view.ts';

/** One thing that happened, ready to be told. */
export interface News {
  event: 'job.ended' | 'robot.lost' | 'queue.drained';
  /** The id of what it is about. */
  about: string;
  payload: Record<string, unknown>;
  /** Does this webhook want it, beyond the event itself? */
  wants: (webhook: Readonly<WebhookRow>) => boolean;
}

/** Undefined: it is gone again, there is nothing to tell. */
export function newsOf(view: Look, happened: Exclude<Happening, { event: 'robot.offline' }>): News | undefined {
  switch (happened.event) {
    case 'job.ended': {
      const job = view.get('job', happened.job);
      return job && jobEnded(view, job);
    }
    case 'robot.lost': {
      const robot = view.get('robot', happened.robot);
      return robot && robotLost(view, robot, happened.why, happened.run);
    }
    case 'queue.drained': {
      const queue = view.get('queue', happened.queue);
      return queue?.deleted === 0 ? queueDrained(queue) : undefined;
    }
  }
}

function jobEnded(view: Look, job: Readonly<JobRow>): News {
  const version = view.get('version', job.version);
  const run = job.run === '' ? undefined : view.get('run', job.run);
  const { id, state, source, priority, attempts, created, ended } = job;
  return {
    event: 'job.ended',
    about: id,
    payload: {
      job: {
        ...{ id, state, source, priority, attempts, created },
        ...(job.started ? { started: job.started } : {}),
        ended,
      },
      deployment: { id: job.deployment, name: job.deploymentName },
      package: { name: version?.manifest.name ?? job.package, version: version?.version ?? '' },
      ...(run ? { run: { id: run.id, state: run.state, reason: run.reason }, robot: robotOf(run) } : {}),
    },
    wants: ({ states, deployments }) =>
      (states.length === 0 || states.includes(state)) &&
      (deployments.length === 0 || deployments.includes(job.deployment)),
  };
}

const robotOf = (run: Readonly<RunRow>) => ({ id: run.robot, name: run.robotName, machine: run.machine });

function robotLost(view: Look, robot: Readonly<RobotRow>, why: 'run-lost' | 'unreachable', lost?: string): News {
  const run = lost === undefined ? undefined : view.get('run', lost);
  const { id, name, state, seen, facts } = robot;
  return {
    event: 'robot.lost',
    about: id,
    payload: {
      why,
      robot: { id, name, machine: facts.machine, state, seen },
      ...(run ? { run: { id: run.id, reason: run.reason }, job: { id: run.job } } : {}),
    },
    wants: () => true,
  };
}

function queueDrained(queue: Readonly<QueueRow>): News {
  const { id, name, counts } = queue;
  return {
    event: 'queue.drained',
    about: id,
    payload: { queue: { id, name, processed: counts.processed, error: counts.error } },
    wants: ({ queues }) => queues.length === 0 || queues.includes(id),
  };
}
