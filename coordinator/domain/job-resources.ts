/** What the runs of a job did with resources, out of their history: counts, and the latest failures with when each was taken. */
import type { JobResources } from '../../protocol/shapes-job.ts';
import type { Look } from './lookup.ts';
import type { HistoryRow, RunRow } from './rows.ts';
import { shown as said, saidIn } from './said.ts';

/** Failures that the answer names. */
const MOST_FAILURES = 20;

type Event = Readonly<HistoryRow>;

/** The latest events of one run, the oldest of them first; `more`: there are older ones. */
interface Deeds {
  events: readonly Event[];
  more: boolean;
}

export function jobResources(view: Pick<Look, 'get'>, deeds: readonly Deeds[]): JobResources {
  const failures = deeds.flatMap(({ events }) => failuresOf(events)).sort((a, b) => b.failed.at - a.failed.at);
  return {
    processed: deeds.flatMap(({ events }) => events).filter(({ kind }) => kind === 'processed').length,
    failed: failures.length,
    partial: deeds.some(({ more }) => more),
    failures: failures.slice(0, MOST_FAILURES).map((failure) => shown(view, failure)),
  };
}

interface Failure {
  failed: Event;
  taken: number | undefined;
}

function failuresOf(events: readonly Event[]): Failure[] {
  const taken = new Map<string, number>();
  const found: Failure[] = [];
  for (const event of events) {
    if (event.kind === 'taken') taken.set(event.resource, event.at);
    else if (event.kind === 'failed') found.push({ failed: event, taken: taken.get(event.resource) });
  }
  return found;
}

function shown(view: Pick<Look, 'get'>, { failed, taken }: Failure): JobResources['failures'][number] {
  const now = view.get('resource', failed.resource);
  const { reason } = (failed.detail ?? {}) as { reason?: unknown };
  return {
    resource: failed.resource,
    queue: view.get('queue', failed.queue)?.name ?? failed.queue,
    ...(now?.key ? { key: now.key } : {}),
    ...(now ? { status: now.status } : {}),
    run: failed.run,
    ...(taken === undefined ? {} : { taken }),
    at: failed.at,
    ...reasonOf(view.get('run', failed.run), typeof reason === 'string' ? reason : ''),
  };
}

/** What ended in failure with its run has the run's words, which are kept there as a sentence. */
const reasonOf = (run: Readonly<RunRow> | undefined, reason: string) =>
  said('reason', run?.error === reason ? saidIn(run, 'error') : reason);
