/** What can only be counted as it happens: commands, commits, waits and runs. A scrape reads it; nothing here is slow. */
import { Histogram } from 'prom-client';
import type { Effect } from './domain/view.ts';
import type { Outcome } from './store/store.ts';

type Measured = Extract<Effect, { kind: 'measured' }>;

const MS = 1_000;
/** Seconds. A commit is one sync of the disk; half a second is a disk in trouble. */
const COMMIT_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/** Seconds: from at once to a day. */
const LONG_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

export class Meter {
  /** By verb and outcome. Verbs are those of the contract: their number is bounded. */
  readonly commands = new Map<string, Record<Outcome['kind'], number>>();
  readonly commitSeconds = new Histogram({
    name: 'gantry_commit_seconds',
    help: 'Time of a commit: rules, and the sync to the disk that precedes every answer.',
    buckets: COMMIT_BUCKETS,
    registers: [],
  });
  readonly commitCommands = new Histogram({
    name: 'gantry_commit_commands',
    help: 'Commands that one commit took.',
    buckets: BATCH_BUCKETS,
    registers: [],
  });
  readonly jobWaitSeconds = new Histogram({
    name: 'gantry_job_wait_seconds',
    help: 'From the creation of a job until a robot accepted its first run instance.',
    buckets: LONG_BUCKETS,
    registers: [],
  });
  readonly runSeconds = new Histogram({
    name: 'gantry_run_seconds',
    help: 'From the acceptance of a run instance to its end.',
    labelNames: ['state'],
    buckets: LONG_BUCKETS,
    registers: [],
  });

  command(verb: string, outcome: Outcome['kind']): void {
    let counts = this.commands.get(verb);
    if (!counts) {
      counts = { ok: 0, refused: 0, wait: 0 };
      this.commands.set(verb, counts);
    }
    counts[outcome]++;
  }

  committed(ms: number, commands: number): void {
    this.commitSeconds.observe(ms / MS);
    this.commitCommands.observe(commands);
  }

  measured(effect: Measured): void {
    const seconds = Math.max(0, effect.ms) / MS;
    if (effect.what === 'wait') this.jobWaitSeconds.observe(seconds);
    else this.runSeconds.observe({ state: effect.state }, seconds);
  }
}
