/** What happens by time: offers withdrawn, runs lost, dated locks, backoffs over, what is old deleted. No other file waits for a clock. */

import { say } from '../protocol/sentence.ts';
import type { DiskState } from '../protocol/shapes-disk.ts';
import type { BlobKeeper } from './blob-keeper.ts';
import { systemClock } from './clock.ts';
import { type Core, SYSTEM } from './core.ts';
import type { RunRow } from './domain/rows.ts';
import { shown } from './domain/said.ts';
import type { EvidenceKeeper } from './evidence-keeper.ts';
import { expireJobs } from './job-retention.ts';
import { deleteOld, forgetCredentials, forgetFiles } from './retention.ts';
import type { Sessions } from './sessions.ts';

type DatedChore = 'lock.expire' | 'job.due' | 'robot.missing';

/** Rows of one portion of a dated chore: others get their turn in between. */
const PORTION = 500;
/** ms until a dated chore that failed is tried again. */
const RETRY_MS = 5_000;
/** Runs that may be open at once. */
const MOST_OPEN_RUNS = 100_000;
/** P5: an expiry that hits so many at once is our own fault, or the network's. */
const ALARM_AT_LEAST = 5;
const ALARM_SHARE = 0.2;

export class Chores {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #blobs: BlobKeeper;
  readonly #evidence: EvidenceKeeper;
  readonly #offers = new Map<string, () => void>();
  readonly #due = new Map<DatedChore, number>();
  readonly #dateTimers = new Map<DatedChore, () => void>();
  readonly #intervals: NodeJS.Timeout[] = [];
  readonly #running = new Set<string>();
  #lastSweep = 0;
  #stopped = true;

  constructor(core: Core, sessions: Sessions, { blobs, evidence }: { blobs: BlobKeeper; evidence: EvidenceKeeper }) {
    this.#core = core;
    this.#blobs = blobs;
    this.#evidence = evidence;
    this.#sessions = sessions;
  }

  /** Before anybody is served: locks whose date passed while we were down are gone (Q30). */
  async beforeListening(): Promise<void> {
    this.#stopped = false;
    await this.#work('lock.expire');
    await this.#work('job.due');
    await this.#work('robot.missing');
  }

  async start(): Promise<void> {
    this.#sessions.start();
    this.#lastSweep = systemClock.monotonic();
    for (const run of await this.#openRuns())
      if (run.state === 'assigned') this.offered(run.id, run.epoch);
      else this.#sessions.expect(run.id);
    this.#every(this.#core.timers.lostSweepMs, 'look for lost runs', () => this.#sweepLost());
    this.#every(this.#core.timers.pruneMs, 'delete old rows', () => this.#deleteOld());
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of [...this.#offers.values(), ...this.#dateTimers.values()]) cancel();
    for (const timer of this.#intervals) clearInterval(timer);
    this.#offers.clear();
  }

  async #deleteOld(): Promise<void> {
    const stopped = () => this.#stopped;
    await deleteOld(this.#core, stopped);
    await forgetFiles(this.#core, stopped);
    await forgetCredentials(this.#core, stopped);
    await expireJobs(this.#core, stopped);
    await this.#evidence.expire(stopped);
    await this.#blobs.sweep(stopped);
    await this.#evidence.sweep(stopped);
  }

  /** The disk gets full: so many bytes of evidence should go (E17). */
  async thin(bytes: number, state: DiskState): Promise<void> {
    const stopped = () => this.#stopped;
    if (bytes > 0) await this.#guarded('make room on the disk', () => this.#evidence.thin(bytes, state, stopped));
  }

  /** An offer left: it must be accepted in time (P6). */
  offered(run: string, epoch: number): void {
    if (this.#stopped) return;
    this.#offers.get(run)?.();
    const withdraw = () => void this.#guarded('withdraw', () => this.#withdraw(run, epoch));
    this.#offers.set(run, this.#core.clock.after(this.#core.timers.offerMs, withdraw));
  }

  /** Something has a date now. */
  at(chore: DatedChore, when: number): void {
    if (this.#stopped || when >= (this.#due.get(chore) ?? Number.POSITIVE_INFINITY)) return;
    this.#due.set(chore, when);
    this.#sleep(chore);
  }

  async #withdraw(run: string, epoch: number): Promise<void> {
    this.#offers.delete(run);
    const row = await this.#core.store.read((view) => view.get('run', run));
    if (row?.state !== 'assigned' || row.epoch !== epoch) return;
    const seconds = this.#core.timers.offerMs / 1_000;
    const because = say`${{ robot: row.robotName }} did not accept the run within ${{ seconds }} s`;
    const params = { run, epoch, ...shown('because', because) };
    const outcome = await this.#core.submit({ verb: 'run.withdraw', params, who: SYSTEM });
    if (outcome.kind === 'ok') this.#core.log.warn({ run, robot: row.robot }, 'offer withdrawn');
  }

  /** Sleeps until the date, but never long: the wall clock may jump. */
  #sleep(chore: DatedChore): void {
    this.#dateTimers.get(chore)?.();
    const when = this.#due.get(chore);
    if (when === undefined || this.#stopped) return;
    const since = this.#core.clock.now();
    const ms = Math.max(0, Math.min(when - since, this.#core.timers.dateCheckMs));
    this.#dateTimers.set(
      chore,
      this.#core.clock.after(ms, () => void this.#wake(chore, since)),
    );
  }

  /** `since`: what the clock showed when it went to sleep. If it was set back meanwhile, the rows are looked at in any case. */
  async #wake(chore: DatedChore, since: number): Promise<void> {
    const now = this.#core.clock.now();
    if ((this.#due.get(chore) ?? Number.POSITIVE_INFINITY) > now && now >= since) return this.#sleep(chore);
    await this.#guarded(chore, () => this.#work(chore));
  }

  async #work(chore: DatedChore): Promise<void> {
    for (;;) {
      this.#due.delete(chore); // what is emitted from here on counts again
      const result = await this.#core.system(chore, { limit: PORTION }).catch((error: unknown) => {
        this.at(chore, this.#core.clock.now() + RETRY_MS); // a full disk, for instance: the date is not forgotten
        throw error;
      });
      const done = 'expired' in result ? result.expired : result.due;
      if (result.next !== undefined) this.at(chore, result.next);
      if (this.#stopped || done < PORTION) return;
    }
  }

  async #sweepLost(): Promise<void> {
    this.#forgiveStall();
    const open = await this.#openRuns();
    const silent = await this.#silentRuns(open);
    const recent = this.#sessions.recentRobots(new Set(open.map((run) => run.id)));
    const robots = new Set(silent.map((run) => run.robot)).size;
    if (robots >= ALARM_AT_LEAST && robots > ALARM_SHARE * recent) {
      this.#core.log.error(
        { robots, recent },
        'too many robots silent at once: no run is declared lost; look at the network',
      );
      return;
    }
    await Promise.all(silent.map((run) => this.#lose(run)));
  }

  /** Our own stall never counts against an agent (P5). */
  #forgiveStall(): void {
    const now = systemClock.monotonic();
    const stall = now - this.#lastSweep - this.#core.timers.lostSweepMs;
    this.#lastSweep = now;
    if (stall > this.#core.timers.lostSweepMs) this.#sessions.forgive(stall);
  }

  /** Offers have their own limit (P6): only running ones can be lost by silence. */
  #silentRuns(open: readonly Readonly<RunRow>[]): Promise<Readonly<RunRow>[]> {
    return this.#core.store.read((view) =>
      open.filter((run) => {
        if (run.state !== 'running') return false;
        const lostAfterMs = view.get('job', run.job)?.lostAfterMs ?? Number.POSITIVE_INFINITY;
        return this.#sessions.silence(run.id) > lostAfterMs;
      }),
    );
  }

  async #lose(run: Readonly<RunRow>): Promise<void> {
    const because = say`nobody heard of the run on ${{ robot: run.robotName }} for longer than the deployment allows`;
    const params = { run: run.id, epoch: run.epoch, reason: 'agent-lost' as const, ...shown('because', because) };
    const outcome = await this.#core.submit({ verb: 'run.lose', params, who: SYSTEM });
    if (outcome.kind === 'ok') this.#core.log.warn({ run: run.id, robot: run.robot }, 'run lost');
  }

  #openRuns(): Promise<Readonly<RunRow>[]> {
    return this.#core.store.read((view) => view.pick('openRuns', {}, MOST_OPEN_RUNS));
  }

  #every(ms: number, what: string, work: () => Promise<void>): void {
    this.#intervals.push(setInterval(() => this.#guarded(what, work), ms).unref());
  }

  /** One at a time of each kind; a failure is logged and the next turn tries again. */
  async #guarded(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped || this.#running.has(what)) return;
    if (what !== 'withdraw') this.#running.add(what);
    try {
      await work();
    } catch (error) {
      this.#core.log.error({ err: error, chore: what }, 'chore failed');
    } finally {
      this.#running.delete(what);
    }
  }
}
