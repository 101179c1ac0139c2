/**
 * Judges a history: what clients asked and were answered, as their own files say, against what the coordinator recorded.
 * Acknowledged means done, once; every take is explained by the lock rules; whatever was not asked has not happened.
 */
import type { ResourceEvent } from '../../../protocol/shapes.ts';

export type Op = 'add' | 'take' | 'update' | 'processed' | 'fail' | 'unlock';

/** One request of a client and its answer; without one it is not known whether it had its effect. */
export interface Said {
  op: Op;
  /** Resource id; of an add and a take it is the answer's. */
  id?: string;
  /** Unique to an add (its value) and to an update (the value set). */
  mark?: string;
  /** ms since 1970, the clock of the same machine. */
  asked: number;
  answered?: number;
  /** Absent = it was done; else the refusal's code. */
  refused?: string;
}
/** What one run instance said. */
export interface Journal {
  run: string;
  said: Said[];
}
/** A resource at the end, with its history in order. */
export interface Recorded {
  id: string;
  status: string;
  value: unknown;
  attemptsLeft: number;
  limit: number;
  history: ResourceEvent[];
}

const kinds = {
  add: 'created',
  take: 'taken',
  update: 'updated',
  processed: 'processed',
  fail: 'failed',
  unlock: 'unlocked',
} as const satisfies Record<Op, ResourceEvent['kind']>;
/** The wall clock may be read a little late; it is that of one machine. */
const TOLERANCE_MS = 20;

/** Everything that is wrong, in words; empty = the history is explained. */
export function problemsOf(journals: readonly Journal[], recorded: readonly Recorded[]): string[] {
  const byId = new Map(recorded.map((one) => [one.id, one]));
  return [
    ...journals.flatMap((journal) => acknowledged(journal, byId)),
    ...journals.flatMap((journal) => notMoreThanAsked(journal, recorded)),
    ...strangers(journals, recorded),
    ...twins(recorded),
    ...recorded.flatMap(takesExplained),
    ...recorded.flatMap(endsOnce),
    ...recorded.flatMap(attemptsCounted),
  ];
}

/** Each acknowledged request has its event, of its own and within its time. */
function acknowledged({ run, said }: Journal, byId: ReadonlyMap<string, Recorded>): string[] {
  const used = new Set<string>();
  return said.flatMap((one) => {
    if (one.answered === undefined || one.refused !== undefined) return [];
    const resource = byId.get(one.id ?? '');
    const what = `${one.op} of ${one.id} by ${run}`;
    if (!resource) return [`lost: ${what} was acknowledged, but the resource is not there`];
    const event = resource.history.find((e) => !used.has(e.id) && isOf(e, run, one));
    if (!event) return one.op === 'unlock' ? [] : [`lost: ${what} was acknowledged, but is not in the history`];
    used.add(event.id);
    const late = event.at > one.answered + TOLERANCE_MS || event.at < one.asked - TOLERANCE_MS;
    return late ? [`time: ${what} happened at ${event.at}, not from ${one.asked} to ${one.answered}`] : [];
  });
}

function isOf(event: ResourceEvent, run: string, { op, mark }: Said): boolean {
  if (event.kind !== kinds[op] || event.run !== run) return false;
  if (op !== 'update' || mark === undefined) return true;
  return JSON.stringify(event.detail).includes(JSON.stringify(mark));
}

/** Of each kind no more events than requests that may have had an effect. */
function notMoreThanAsked({ run, said }: Journal, recorded: readonly Recorded[]): string[] {
  return (Object.keys(kinds) as Op[]).flatMap((op) => {
    const asked = said.filter((one) => one.op === op && one.refused === undefined).length;
    const happened = recorded
      .flatMap((one) => one.history)
      .filter((event) => event.run === run && event.kind === kinds[op] && !byRunEnd(event)).length;
    return happened > asked ? [`twice: ${run} asked ${op} ${asked} times, it happened ${happened} times`] : [];
  });
}

const byRunEnd = ({ detail }: ResourceEvent): boolean => (detail as { end?: string } | null)?.end !== undefined;

/** Nothing of a run that kept no journal. */
function strangers(journals: readonly Journal[], recorded: readonly Recorded[]): string[] {
  const known = new Set(journals.map(({ run }) => run));
  return recorded.flatMap(({ id, history }) =>
    history.flatMap(({ run, kind }) =>
      run === undefined || known.has(run) ? [] : [`unasked: ${kind} of ${id} by ${run}, which asked nothing`],
    ),
  );
}

/** The mark of an add is in one resource's creation only. */
function twins(recorded: readonly Recorded[]): string[] {
  const seen = new Set<string>();
  return recorded.flatMap(({ id, value }) => {
    const { mark } = (value ?? {}) as { mark?: string };
    if (mark === undefined) return [];
    if (seen.has(mark)) return [`twice: the add ${mark} made more than one resource, ${id} among them`];
    seen.add(mark);
    return [];
  });
}

/** Walks the history with who holds it: takes here ask for both locks, so nobody else takes, changes or ends it meanwhile. */
function takesExplained({ id, history }: Recorded): string[] {
  let holder: string | undefined;
  return history.flatMap((event) => {
    const { kind, run } = event;
    const stranger =
      holder !== undefined && run !== holder ? [`locks: ${kind} of ${id} by ${run} while ${holder} had it`] : [];
    if (kind === 'taken') holder = run;
    else if (kind === 'released' || run === holder) holder = kind === 'updated' ? holder : undefined;
    return ['taken', 'updated', 'processed', 'unlocked', 'failed'].includes(kind) ? stranger : [];
  });
}

/** Processed exactly once when it is processed, and nothing after that. */
function endsOnce({ id, status, history }: Recorded): string[] {
  const times = history.filter(({ kind }) => kind === 'processed').length;
  const right = status === 'processed' ? 1 : 0;
  const after = history.slice(history.findIndex(({ kind }) => kind === 'processed') + 1);
  return [
    ...(times === right ? [] : [`ends: ${id} is ${status} and was processed ${times} times`]),
    ...(times > 0 && after.some(({ kind }) => kind === 'taken')
      ? [`ends: ${id} was taken after it was processed`]
      : []),
  ];
}

/** A failure costs one attempt per run; `error` exactly when none is left. */
function attemptsCounted({ id, status, attemptsLeft, limit, history }: Recorded): string[] {
  const counted = history.filter(({ kind, detail }) => kind === 'failed' && (detail as { counted: boolean }).counted);
  const runs = counted.map(({ run }) => run);
  return [
    ...(new Set(runs).size === runs.length ? [] : [`attempts: a run failed ${id} more than once`]),
    ...(attemptsLeft === limit - runs.length
      ? []
      : [`attempts: ${id} has ${attemptsLeft} left after ${runs.length} failures`]),
    ...((status === 'error') === (attemptsLeft === 0)
      ? []
      : [`attempts: ${id} is ${status} with ${attemptsLeft} left`]),
  ];
}
