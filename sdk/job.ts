/** A job that this run started (J30, S7): wait for its output, look how it ended, cancel it. */
import type { ParamsIn } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { ChildJob } from '../protocol/shapes-job.ts';
import type { Connection } from './connection.ts';
import { mustSurviveJson, wrong } from './input.ts';
import type { Waiting } from './resource.ts';
import type { Stop } from './stop.ts';
import { ask } from './waiting-get.ts';

export interface StartJobOptions {
  /** The same key of the same deployment gives the same job, to whichever run or person asks (J20). */
  key?: string;
  /** For this job only; absent = the deployment's. */
  priority?: number;
  retries?: number;
  timeoutMs?: number;
  /** Needed when the deployment names several robots. */
  robot?: string;
  /** `true`: the job is cancelled when this run's job is cancelled. Default: it goes on. */
  cancelWithParent?: boolean;
}

/** How a job ended. */
export interface JobOutcome<O = unknown> {
  state: 'succeeded' | 'failed' | 'cancelled';
  /** What went wrong; '' when nothing did. */
  message: string;
  output: O | undefined;
}

/** What a job needs of its surroundings. */
interface Surroundings {
  connection: Connection;
  stop: Stop;
}

export class Job<O = unknown> {
  readonly id: string;
  readonly deployment: string;
  /** The key was known: nothing was started. */
  readonly existing: boolean;
  readonly #in: Surroundings;

  constructor(surroundings: Surroundings, { id, deployment }: ChildJob, existing: boolean) {
    this.id = id;
    this.deployment = deployment;
    this.existing = existing;
    this.#in = surroundings;
  }

  /**
   * The job's output once it has succeeded. Waits until this run ends (default), or `timeout` ms: `JobTimeout`. A job that
   * failed or was cancelled throws `JobFailed` with its message.
   */
  async wait(options: Waiting = {}): Promise<O> {
    const { state, message, output } = await this.outcome(options);
    if (state === 'succeeded') return output as O;
    const says = `the job ${this.id} (${this.deployment}) ${state === 'failed' ? 'failed' : 'was cancelled'}`;
    throw new GantryError(
      'JobFailed',
      `${says}${message ? `: ${message}` : ''}; "gantry job log ${this.id}" has its log`,
    );
  }

  /** The same for whoever wants to decide by itself what a failure means: never throws `JobFailed`. */
  async outcome({ timeout = -1 }: Waiting = {}): Promise<JobOutcome<O>> {
    const { connection, stop } = this.#in;
    const { state, message, output } = await ask(connection, 'job.wait', { job: this.id, timeout }, stop);
    return { state: state as JobOutcome['state'], message, output: output as O | undefined };
  }

  /** Asks it to stop, as a person's cancel does; one that has ended stays as it is. */
  async cancel(): Promise<void> {
    await this.#in.connection.call('job.stop', { job: this.id });
  }
}

export async function startJob<O>(
  surroundings: Surroundings,
  deployment: string,
  params: Record<string, unknown>,
  options: StartJobOptions,
): Promise<Job<O>> {
  if (typeof deployment !== 'string') wrong('deployment', 'must be the name of a deployment');
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    wrong('params', 'must be an object of parameter values by name');
  mustSurviveJson(params, 'params');
  const wish: ParamsIn<'job.start'> = { ...options, deployment, params: params as Record<string, Json> };
  const { job, existing } = await surroundings.connection.call('job.start', wish);
  return new Job<O>(surroundings, job, existing);
}
