/**
 * The tiny model: what a queue must look like after each commit, written from the specification and from nothing of the
 * coordinator's own code. It is told every outcome in order, says what that outcome had to be, and notes what differs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Command, Outcome } from '../../../coordinator/store/store.ts';
import { type Asker, alive, type Held, heldAt, type Item, type Params, Refused, release, WAITS } from './item.ts';
import type { Asked, Watcher } from './site.ts';
import type { Verb } from './verb.ts';
import { verbs } from './verbs.ts';

/** Default of `timeout`, ms (Q31). */
const TIMEOUT_MS = 30_000;
/** A dated lock's row is cleared at the latest this long after its date, ms. */
const LATEST_MS = 1_000;

interface InLine {
  receipt: string;
  verb: string;
  params: Params;
  owner: string;
  run: string;
}

export class Model implements Watcher {
  readonly limits = new Map<string, number>();
  readonly items: Item[] = [];
  readonly ended = new Set<string>();
  /** What differed from what had to be; empty = all is well. */
  readonly problems: string[] = [];
  /** Requests that wait, in order of their first coming. */
  line: InLine[] = [];
  readonly #limitsSet = new Map<string, number>();
  readonly #answers = new Map<string, unknown>();

  item(queue: string, id: unknown): Item | undefined {
    return this.items.find((item) => item.id === id && item.queue === queue);
  }

  /** Another limit: every live resource has all of it (Q19); the same number changes nothing. */
  setLimit(queue: string, limit: number): void {
    if (limit === this.limit(queue)) return;
    this.limits.set(queue, limit);
    this.#limitsSet.set(queue, this.limitsSet(queue) + 1);
    for (const item of this.live(queue)) Object.assign(item, { left: limit, limitOf: this.limitsSet(queue) });
  }

  /** How often the limit of a queue was changed. */
  limitsSet(queue: string): number {
    return this.#limitsSet.get(queue) ?? 0;
  }

  drop(item: Item): void {
    this.items.splice(this.items.indexOf(item), 1);
  }

  live(queue: string): Item[] {
    return this.items.filter((item) => item.queue === queue && alive(item));
  }

  limit(queue: string): number {
    return this.limits.get(queue) ?? 0;
  }

  committed(command: Command, outcome: Outcome, now: number): void {
    const verb = verbs[command.verb];
    if (!verb) this.#others(command, outcome);
    else if (this.#answers.has(command.receipt ?? '')) this.#repeated(command.receipt!, command.verb, outcome);
    else this.#judge(verb, command, outcome, now);
  }

  #judge(verb: Verb, command: Command, outcome: Outcome, now: number): void {
    const { receipt = '' } = command;
    const params = command.params as Params;
    const asker = { ...askerOf(command), now };
    const overtaken = outcome.kind === 'ok' ? this.#overtaken(receipt, params, asker) : [];
    const expected = attempt(() => verb.does(this, params, asker, outcome.kind === 'ok' ? outcome.result : undefined));
    this.#compare(command.verb, params, expected, outcome, now);
    for (const earlier of overtaken)
      if (this.#served(earlier, now).length === 0)
        this.problems.push(
          `FIFO: ${command.verb} of ${asker.owner} was served before ${earlier.verb} of ${earlier.owner}`,
        );
    if (outcome.kind === 'ok' && receipt !== '') this.#answers.set(receipt, outcome.result);
    this.#keepLine(receipt, command, outcome, asker);
  }

  left(asked: Asked): void {
    this.line = this.line.filter((one) => one.receipt !== asked.receipt || asked.receipt === '');
  }

  answered(asked: Asked, now: number): void {
    const reply = asked.reply!;
    const timeout = (asked.params.timeout as number | undefined) ?? TIMEOUT_MS;
    if ('ok' in reply || reply.code !== 'LockTimeout' || timeout === 0 || asked.forgotten) return;
    if (now !== asked.at + timeout)
      this.problems.push(`Q31: ${asked.verb} gave up after ${now - asked.at} ms instead of ${timeout}`);
  }

  /**
   * To be called when everything has settled: nobody waits who need not, nobody waits too long. Left out is a run that
   * waits for an `in_progress` resource and has made it so itself, under its own read lock: a take wakes nobody (Q32),
   * as it hides the resource from all others.
   */
  settled(open: readonly Asked[], now: number): void {
    for (const waiter of this.line)
      if (this.#served(waiter, now).some((item) => heldAt(item.read, now)?.owner !== waiter.owner))
        this.problems.push(`Q32: ${waiter.verb} of ${waiter.owner} waits although nothing stops it`);
    for (const asked of open) {
      const timeout = (asked.params.timeout as number | undefined) ?? TIMEOUT_MS;
      if (timeout >= 0 && now > asked.at + timeout)
        this.problems.push(`Q31: ${asked.verb} still waits after ${timeout} ms`);
      if (this.ended.has(runOf(asked.who))) this.problems.push(`Q32: ${asked.verb} waits although its run ended`);
    }
  }

  /** What the rows must say, as far as the model knows them; a lock whose date has come is gone for everybody. */
  expected(item: Item, now: number): Record<string, unknown> {
    const { id, status, value, tags, priority, key, lastRun, created, updated, history } = item;
    const left = this.limit(item.queue) > 0 ? item.left : undefined;
    const [read, write] = [shownHeld(item.read, now), shownHeld(item.write, now)];
    const effects = [...item.effects]
      .map(([name, { done, result }]) => ({ name, done, result }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { id, status, left, value, tags, priority, key, lastRun, created, updated, history, read, write, effects };
  }

  overdue(until: number, now: number): boolean {
    return until > 0 && until < now - LATEST_MS;
  }

  /** The end of a run instance (Q9, Q15 c, Q16, Q29). */
  endRun(run: string, failed: boolean): void {
    if (this.ended.has(run)) return;
    this.ended.add(run);
    for (const item of this.items) {
      const freed = release(item, `run:${run}`, 'undated');
      if (freed) item.history.push('released');
      if (!failed || item.status !== 'in_progress' || item.lastRun !== run || item.failedBy.has(run)) continue;
      item.failedBy.add(run);
      item.left = Math.max(0, item.left - 1);
      if (this.limit(item.queue) > 0 && item.left === 0) item.status = 'error';
      item.history.push('failed');
    }
  }

  #others({ verb, params, who }: Command, outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    if (verb === 'run.lose') this.endRun((params as { run: string }).run, true);
    if (verb !== 'run.report') return;
    const { entries } = params as { entries: { e: { kind: string; state?: string } }[] };
    for (const { e } of entries)
      if (e.kind === 'ended') this.endRun(runOf(who), e.state === 'failed' || e.state === 'lost');
  }

  /** S10: the first answer, and nothing else. */
  #repeated(receipt: string, verb: string, outcome: Outcome): void {
    const first = this.#answers.get(receipt);
    if (outcome.kind !== 'ok' || !isDeepStrictEqual(plain(outcome.result), plain(first)))
      this.problems.push(`S10: ${verb} said again was answered ${JSON.stringify(outcome)} instead of the first answer`);
  }

  #compare(verb: string, params: Params, expected: Attempt, outcome: Outcome, now: number): void {
    const said = outcome.kind === 'refused' ? outcome.error.code : outcome.kind;
    const wanted = 'items' in expected ? 'ok' : expected.stopped;
    if (said !== wanted) {
      const says = outcome.kind === 'refused' ? ` (${outcome.error.message})` : '';
      this.problems.push(`${verb} ${JSON.stringify(params)} was ${said}${says}, not ${wanted}`);
    } else if (outcome.kind === 'ok' && 'items' in expected)
      this.#compareViews(verb, expected.items, outcome.result, now);
  }

  #compareViews(verb: string, items: readonly Item[], result: unknown, now: number): void {
    const { items: many } = result as { items?: View[] };
    const views = many ?? ('status' in (result as object) ? [result as View] : []);
    if (views.length === 0) return;
    const shown = views.map(shownView);
    const wanted: Record<string, unknown>[] = items.map((item) => ({
      ...this.expected(item, now),
      ...{ lastRun: undefined, history: undefined, effects: undefined },
    }));
    for (const [i, one] of wanted.entries()) if (shown[i] && !('value' in views[i]!)) one.value = undefined;
    if (!isDeepStrictEqual(plain(shown), plain(wanted)))
      this.problems.push(`${verb} answered ${JSON.stringify(shown)} instead of ${JSON.stringify(wanted)}`);
  }

  /** Those who came earlier and could have what this one is about to get. */
  #overtaken(receipt: string, params: Params, asker: Asker): InLine[] {
    const place = this.line.findIndex((one) => one.receipt === receipt && receipt !== '');
    if (place < 0) return [];
    const mine = this.#served(this.line[place]!, asker.now);
    return this.line
      .slice(0, place)
      .filter((one) => one.params.queue === params.queue)
      .filter((one) => this.#served(one, asker.now).some((item) => mine.includes(item)));
  }

  /** What a waiter would get if it were tried now; nothing when it must go on waiting or is to be refused. */
  #served({ verb, params, owner, run }: InLine, now: number): Item[] {
    const tried = attempt(() => verbs[verb]!.aims(this, params, { owner, run, now, waited: true }));
    return 'items' in tried ? tried.items : [];
  }

  /**
   * A further try keeps its place. What is asked anew after a lost connection stands last, also when the try that was on
   * its way as the connection broke came to its end only then: nobody waits for that one any more.
   */
  #keepLine(receipt: string, command: Command, outcome: Outcome, { owner, run }: Asker): void {
    const known = this.line.some((one) => one.receipt === receipt);
    if (outcome.kind === 'wait' && command.waited && known) return;
    this.line = this.line.filter((one) => one.receipt !== receipt);
    if (outcome.kind !== 'wait') return;
    this.line.push({ receipt, verb: command.verb, params: command.params as Params, owner, run });
  }
}

type Attempt = { items: Item[] } | { stopped: string };

function attempt(work: () => Item[]): Attempt {
  try {
    return { items: work() };
  } catch (stopped) {
    if (stopped instanceof Refused) return { stopped: stopped.code };
    if (stopped === WAITS) return { stopped: 'wait' };
    throw stopped;
  }
}

const runOf = (who: Command['who']): string => (who.kind === 'script' || who.kind === 'supervisor' ? who.run : '');

function askerOf({ who, waited = false }: Command): Omit<Asker, 'now'> {
  const run = runOf(who);
  const owner = run !== '' ? `run:${run}` : who.kind === 'person' ? `user:${who.user}` : '';
  return { owner, run, waited };
}

interface View {
  id: string;
  status: string;
  attemptsLeft?: number;
  tags: string[];
  priority: number;
  key?: string;
  value?: unknown;
  created: number;
  updated: number;
  readLock?: LockShown;
  writeLock?: LockShown;
}
interface LockShown {
  owner: { kind: string; id: string; run?: string };
  until?: number;
}

/** A deferral is shown as its run's. */
const shownHeld = (held: Held | undefined, now: number): Held | undefined => {
  const shown = heldAt(held, now);
  return shown && { ...shown, owner: shown.owner.replace('deferred:', 'run:') };
};
const shownLock = (lock: LockShown | undefined): Held | undefined =>
  lock && { owner: lock.owner.run ? `run:${lock.owner.run}` : `user:${lock.owner.id}`, until: lock.until ?? 0 };

/** A public view in the model's words. */
export function shownView(view: View): Record<string, unknown> {
  const { id, status, attemptsLeft: left, tags, priority, key = '', value, created, updated } = view;
  return {
    ...{ id, status, left, value, tags, priority, key, created, updated },
    ...{ read: shownLock(view.readLock), write: shownLock(view.writeLock) },
  };
}

/** As JSON would carry it: nothing is the same as absent. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(sorted(value) ?? null));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
