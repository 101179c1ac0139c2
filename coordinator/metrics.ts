/** `GET /metrics` in Prometheus text: series made of what is kept anyway. Nothing is made before the first scrape. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { ResourceStatus } from '../protocol/fields.ts';
import { DiskState } from '../protocol/shapes-disk.ts';
import type { Core } from './core.ts';
import type { QueueRow } from './domain/rows.ts';
import type { Live } from './live.ts';
import type { Meter } from './meter.ts';
import { type Facts, factsOf } from './metrics-facts.ts';
import type { Sessions } from './sessions.ts';
import type { Waits } from './waits.ts';
import type { Webhooks } from './webhooks.ts';

export interface MetricsParts {
  core: Core;
  meter: Meter;
  sessions: Sessions;
  live: Live;
  waits: Waits;
  webhooks: Webhooks;
  data: string;
  version: string;
}

/** ms between two looks at the event loop's delay. */
const LOOP_EVERY_MS = 20;
const QUANTILES = { '0.5': 50, '0.9': 90, '0.99': 99, '1': 100 } as const;
const NS = 1e9;
const LIVE_JOBS = ['queued', 'running'];
const ENDED_JOBS = ['succeeded', 'failed', 'cancelled'];
const ROBOTS = ['offline', 'idle', 'busy', 'paused'];
const ENDED_DELIVERIES = ['delivered', 'failed', 'dropped'];

export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #parts: MetricsParts;
  #series: Series | undefined;
  /** The scrape under way: who asks meanwhile gets the same text. */
  #scrape: Promise<string> | undefined;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  text(): Promise<string> {
    this.#scrape ??= this.#read().finally(() => {
      this.#scrape = undefined;
    });
    return this.#scrape;
  }

  stop(): void {
    this.#series?.stop();
  }

  async #read(): Promise<string> {
    this.#series ??= new Series(this.#parts);
    const facts = await factsOf(this.#parts.core, this.#parts.data);
    return this.#series.text(facts);
  }
}

class Series {
  readonly #parts: MetricsParts;
  readonly #registry = new Registry();
  readonly #loop: ReturnType<typeof monitorEventLoopDelay>;
  readonly #values = new Map<string, Gauge | Counter>();

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    const { meter } = parts;
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_EVERY_MS });
    // Ours says the same in a way that can be added up: without the monitor's own interval, and never NaN.
    for (const { name } of this.#registry.getMetricsAsArray())
      if (name.startsWith('nodejs_eventloop_lag')) this.#registry.removeSingleMetric(name);
    for (const one of [meter.commitSeconds, meter.commitCommands, meter.jobWaitSeconds, meter.runSeconds])
      this.#registry.registerMetric(one);
    for (const [name, { help, labels = [] }] of Object.entries<Declared>(declared)) {
      const options = { name, help, labelNames: labels, registers: [this.#registry] };
      this.#values.set(name, name.endsWith('_total') ? new Counter(options) : new Gauge(options));
    }
    this.#loop = monitorEventLoopDelay({ resolution: LOOP_EVERY_MS });
    this.#loop.enable();
  }

  stop(): void {
    this.#loop.disable();
  }

  text(facts: Facts): Promise<string> {
    for (const metric of this.#values.values()) metric.reset();
    this.#counts(facts);
    this.#queues(facts.queues);
    this.#inside();
    this.#loopDelay();
    return this.#registry.metrics();
  }

  #set(name: keyof typeof declared, labels: Record<string, string>, value: number): void {
    this.#values.get(name)!.inc(labels, value); // it was reset a moment ago
  }

  #counts({ jobs, robots, deliveries, webhooks, evidence, freeBytes, fileBytes }: Facts): void {
    for (const state of LIVE_JOBS) this.#set('gantry_jobs', { state }, jobs[state] ?? 0);
    for (const state of ENDED_JOBS) this.#set('gantry_jobs_ended_total', { state }, jobs[state] ?? 0);
    for (const state of ROBOTS) this.#set('gantry_robots', { state }, robots[state] ?? 0);
    for (const [state, count] of Object.entries(webhooks)) this.#set('gantry_webhooks', { state }, count);
    this.#set('gantry_webhook_deliveries_waiting', {}, deliveries.waiting ?? 0);
    for (const state of ENDED_DELIVERIES)
      this.#set('gantry_webhook_deliveries_ended_total', { state }, deliveries[state] ?? 0);
    for (const [kind, bytes] of Object.entries(evidence)) this.#set('gantry_evidence_bytes', { kind }, bytes);
    for (const [folder, bytes] of Object.entries(freeBytes)) this.#set('gantry_disk_free_bytes', { folder }, bytes);
    for (const [file, bytes] of Object.entries(fileBytes)) this.#set('gantry_database_bytes', { file }, bytes);
  }

  #queues({ shown, rest }: Facts['queues']): void {
    this.#set('gantry_queues', {}, shown.length + rest.length);
    const sum = (rows: readonly Readonly<QueueRow>[], status: ResourceStatus) =>
      rows.reduce((all, { counts }) => all + counts[status], 0);
    for (const status of ResourceStatus.options) {
      for (const { name, counts } of shown)
        this.#set('gantry_queue_resources', { queue: name, status }, counts[status]);
      this.#set('gantry_other_queues_resources', { status }, sum(rest, status));
    }
    for (const { name, waiting } of shown) this.#set('gantry_queue_waiting', { queue: name }, waiting);
  }

  #inside(): void {
    const { core, meter, sessions, live, waits, webhooks, version } = this.#parts;
    this.#set('gantry_info', { version }, 1);
    for (const [verb, outcomes] of meter.commands)
      for (const [outcome, count] of Object.entries(outcomes))
        if (count > 0) this.#set('gantry_commands_total', { verb, outcome }, count);
    const connections = { ...sessions.counts(), console: [...live.watchers()].length };
    for (const [kind, count] of Object.entries(connections)) this.#set('gantry_connections', { kind }, count);
    for (const [outcome, count] of Object.entries(webhooks.attempts))
      this.#set('gantry_webhook_attempts_total', { outcome }, count);
    for (const state of DiskState.options)
      this.#set('gantry_disk_state', { state }, core.disk.view.state === state ? 1 : 0);
    this.#set('gantry_waits', {}, waits.standing);
    this.#set('gantry_redo_entries', {}, core.store.late());
  }

  /** The monitor tells how long after its last look it looked again: what is beyond its own interval is the delay. */
  #loopDelay(): void {
    for (const [quantile, percent] of Object.entries(QUANTILES)) {
      const seconds = this.#loop.count === 0 ? 0 : this.#loop.percentile(percent) / NS;
      this.#set('gantry_event_loop_delay_seconds', { quantile }, Math.max(0, seconds - LOOP_EVERY_MS / 1_000));
    }
    this.#loop.reset();
  }
}

interface Declared {
  help: string;
  labels?: string[];
}

/** Everything that is set at a scrape. A name that ends in `_total` is a counter. */
const declared = {
  gantry_info: { help: 'The version that runs; always 1.', labels: ['version'] },
  gantry_jobs: { help: 'Jobs that have not ended, by state.', labels: ['state'] },
  gantry_jobs_ended_total: { help: 'Jobs that ever ended, by state; kept across restarts.', labels: ['state'] },
  gantry_robots: { help: 'Robots by state.', labels: ['state'] },
  gantry_queues: { help: 'Resource queues; at most 2,000 are looked at.' },
  gantry_queue_resources: {
    help: 'Resources of a queue by status; the 200 queues with most unfinished resources.',
    labels: ['queue', 'status'],
  },
  gantry_queue_waiting: {
    help: 'Resources of a queue that a robot could take now: new and not read-locked. Of the same queues.',
    labels: ['queue'],
  },
  gantry_other_queues_resources: { help: 'Resources of all other queues together, by status.', labels: ['status'] },
  gantry_commands_total: {
    help: 'Commands (writes) since the start, by verb and outcome: ok, refused, or wait (it stands in line; how that ends is not counted).',
    labels: ['verb', 'outcome'],
  },
  gantry_waits: { help: 'Requests of robots that wait for a resource or a lock.' },
  gantry_connections: { help: 'Open connections: agent, supervisor, script, console.', labels: ['kind'] },
  gantry_event_loop_delay_seconds: {
    help: 'How much later than planned the main thread got to its work, since the last scrape; quantile 1 is the longest.',
    labels: ['quantile'],
  },
  gantry_redo_entries: { help: 'Commits that are on the disk and not in the tables yet.' },
  gantry_database_bytes: { help: 'Size of the files of the database.', labels: ['file'] },
  gantry_disk_free_bytes: { help: 'Free space on the disk of a folder.', labels: ['folder'] },
  gantry_evidence_bytes: {
    help: 'Evidence of runs that is kept, by kind; logs of ended runs, about.',
    labels: ['kind'],
  },
  gantry_disk_state: {
    help: 'How full the disk of the data folder is; 1 for the state that it is in: ok, tight, low, full.',
    labels: ['state'],
  },
  gantry_webhooks: { help: 'Webhooks by state.', labels: ['state'] },
  gantry_webhook_deliveries_waiting: { help: 'Deliveries that wait for their first or next attempt.' },
  gantry_webhook_deliveries_ended_total: {
    help: 'Deliveries that ever ended, by state; kept across restarts.',
    labels: ['state'],
  },
  gantry_webhook_attempts_total: {
    help: 'Attempts to deliver since the start: ok, failed, gone (410).',
    labels: ['outcome'],
  },
} satisfies Record<string, Declared>;
