/** A fleet with a queue, a deployment on a pool and a launch condition: what tests about conditions start from. */

import type { ConditionRow, QueueRow, RunRow } from '../../../coordinator/domain/rows.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import type { ParamsIn, Result } from '../../../protocol/contract.ts';
import { type Fleet, fleet } from './fleet.ts';
import { WORKSPACE } from './world.ts';

type Settings = Partial<Omit<ParamsIn<'condition.set'>, 'queue'>>;

export class ConditionWorld {
  readonly f: Fleet = fleet();
  readonly ada: Principal = this.f.person('admin');
  readonly queue: string;
  readonly deployment: string;

  constructor(change: Partial<ParamsIn<'deployment.create'>> = {}) {
    this.deployment = this.f.deploy({ retries: 0, ...change }).name;
    this.queue = this.f.do('queue.create', { name: 'invoices' }, this.ada).id;
  }

  set(change: Settings = {}): Result<'condition.set'> {
    return this.f.do('condition.set', { queue: 'invoices', ...change }, this.ada);
  }

  /** Adds so many resources; their ids. */
  add(count: number, extra: Omit<ParamsIn<'resource.add'>, 'queue' | 'value'> = {}): string[] {
    const one = () => this.f.do('resource.add', { queue: 'invoices', value: 1, ...extra }, this.ada).id;
    return Array.from({ length: count }, one);
  }

  /** Evaluates; the jobs that were made. */
  evaluate(): string[] {
    return this.f.do('condition.evaluate', { queue: this.queue }).made;
  }

  get row(): Readonly<ConditionRow> {
    return this.f.world.row('condition', this.queue);
  }

  get queueRow(): Readonly<QueueRow> {
    return this.f.world.row('queue', this.queue);
  }

  /** What people see of it. */
  says(): string {
    return this.set().says;
  }

  script(run: Readonly<RunRow>): Principal {
    return { kind: 'script', run: run.id, epoch: run.epoch, workspace: WORKSPACE };
  }

  /** A robot in the pool runs the next job and ends it so. */
  work(robot: string, end: 'succeeded' | 'failed' | 'cancelled'): void {
    this.f.end(this.f.start(robot), end, end === 'failed' ? 'boom' : '');
  }

  /** How often the coordinator was asked to evaluate since the last call. */
  hints(): number {
    const count = this.f.effects('condition').length;
    this.f.quiet();
    return count;
  }
}
