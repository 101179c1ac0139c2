/** A fleet with a deployment on a pool and a schedule of it: what tests about schedules start from. */
import type { JobRow } from '../../../coordinator/domain/rows.ts';
import type { ScheduleRow } from '../../../coordinator/domain/rows-schedule.ts';
import type { Principal } from '../../../coordinator/domain/view.ts';
import type { ParamsIn, Result } from '../../../protocol/contract.ts';
import type { ErrorCode, GantryError } from '../../../protocol/errors.ts';
import { type Fleet, fleet } from './fleet.ts';

type Create = ParamsIn<'schedule.create'>;
type Settings = Partial<Create>;
/** What the tests' own zone is; its clock is put ahead on 29 March 2026 and back on 25 October 2026, at 01:00 UTC. */
export const BERLIN = 'Europe/Berlin';
export const at = (iso: string): number => Date.parse(iso);

export class ScheduleWorld {
  readonly f: Fleet = fleet();
  readonly ada: Principal = this.f.person('developer');
  readonly deployment: string;

  /** `now`: what the clock shows, ISO. */
  constructor(now = '2026-11-26T12:00:20Z', change: Partial<ParamsIn<'deployment.create'>> = {}) {
    this.now = now;
    this.deployment = this.f.deploy({ retries: 0, ...change }).name;
  }

  set now(iso: string) {
    this.f.world.now = at(iso);
  }

  /** `nightly` at 06:00 in Berlin unless something else is said. */
  create(change: Settings = {}): Result<'schedule.create'> {
    return this.f.do('schedule.create', this.#whole(change), this.ada);
  }

  refused(code: ErrorCode, change: Settings): GantryError {
    return this.f.refused(code, 'schedule.create', this.#whole(change), this.ada);
  }

  update(change: Omit<ParamsIn<'schedule.update'>, 'schedule'>): Result<'schedule.update'> {
    return this.f.do('schedule.update', { schedule: 'nightly', ...change }, this.ada);
  }

  enable(enabled: boolean): Result<'schedule.setEnabled'> {
    return this.f.do('schedule.setEnabled', { schedule: 'nightly', enabled }, this.f.person('operator'));
  }

  /** The coordinator looks at what is due at this moment (ISO). */
  due(now?: string): Result<'schedule.due'> {
    if (now !== undefined) this.now = now;
    return this.f.do('schedule.due', { limit: 100 });
  }

  get row(): Readonly<ScheduleRow> {
    const [row] = this.f.world.all('schedule');
    return row!;
  }

  get next(): string {
    return this.row.next === 0 ? 'none' : new Date(this.row.next).toISOString();
  }

  /** Of all schedules, oldest first. */
  get jobs(): Readonly<JobRow>[] {
    return this.f.world.all('job').filter((job) => job.source === 'schedule');
  }

  /** The nominal times that the jobs are of. */
  get nominal(): string[] {
    return this.jobs.map((job) => job.key.split(' ')[1]!);
  }

  #whole(change: Settings): Create {
    const rule = { kind: 'cron', cron: '0 6 * * *' } as const;
    return { name: 'nightly', deployment: this.deployment, rule, timezone: BERLIN, ...change };
  }
}
