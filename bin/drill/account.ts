/** Does it balance? What the robots wrote into their own books against what the coordinator recorded. Pure. */

/** What the package `drill` wrote down, one line each, right after it was done. */
export interface Ledger {
  /** How often the command of a run was started. */
  spawned: Map<string, number>;
  /** Lines that left the command of a run, in order. */
  lines: Map<string, string[]>;
  /** How often the effect of an item was brought about. */
  effects: Map<string, number>;
  /** Items whose end was acknowledged to the script. */
  processed: string[];
  files: { run: string; name: string; sha256: string }[];
}

/** What the coordinator has of it. */
export interface Recorded {
  jobs: { state: string; ended: boolean; owned: boolean }[];
  runs: RecordedRun[];
  items: { id: string; key: string; status: string; timesProcessed: number }[];
}
export interface RecordedRun {
  id: string;
  reason: string;
  /** Of standard output, in order. */
  lines: string[];
  /** Positions that the log lacks. */
  holes: number;
  files: { name: string; complete: boolean; sha256: string }[];
  /** Why its recording is not whole; undefined = it is, or none was wanted. */
  videoGap?: string | undefined;
}

export interface Account {
  jobs: Record<string, number>;
  /** Not ended: with somebody who has it and a time at which it is taken from him, and without. */
  open: { owned: number; stray: number };
  runs: number;
  spawned: number;
  mostSpawned: number;
  lines: { sent: number; received: number; doubled: number; missing: number; disordered: number; cutOff: number };
  items: { in: number; processed: number; error: number; waiting: number };
  doubles: number;
  acknowledged: number;
  lost: number;
  files: number;
  gaps: string[];
  alive: string[];
}

export interface Facts {
  ledger: Ledger;
  recorded: Recorded;
  /** Keys of the items whose adding was acknowledged. */
  added: string[];
  /** Processes of runs that live though they should not. */
  alive: string[];
}

export function readLedger(text: string): Ledger {
  const ledger: Ledger = { spawned: new Map(), lines: new Map(), effects: new Map(), processed: [], files: [] };
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const { did, run, text: said, item, name, sha256 } = JSON.parse(line) as Record<string, string>;
    if (did === 'spawned') count(ledger.spawned, run!);
    if (did === 'line') ledger.lines.set(run!, [...(ledger.lines.get(run!) ?? []), said!]);
    if (did === 'effect') count(ledger.effects, item!);
    if (did === 'processed') ledger.processed.push(item!);
    if (did === 'attached') ledger.files.push({ run: run!, name: name!, sha256: sha256! });
  }
  return ledger;
}

export function accountOf({ ledger, recorded, added, alive }: Facts): Account {
  const { jobs, runs, items } = recorded;
  const open = jobs.filter((job) => !job.ended);
  const status = new Map(items.map((item) => [item.id, item.status]));
  const keys = countOf(items.map(({ key }) => key));
  const lost = [
    ...added.filter((key) => !keys.has(key)),
    ...ledger.processed.filter((item) => status.get(item) !== 'processed'),
  ];
  const counts = countOf(items.map((item) => item.status));
  return {
    jobs: Object.fromEntries(countOf(jobs.filter((job) => job.ended).map((job) => job.state))),
    open: { owned: open.filter((job) => job.owned).length, stray: open.filter((job) => !job.owned).length },
    runs: runs.length,
    spawned: sum(ledger.spawned.values()),
    mostSpawned: Math.max(0, ...ledger.spawned.values()),
    lines: linesOf(ledger, runs),
    items: {
      in: new Set(added).size,
      processed: counts.get('processed') ?? 0,
      error: counts.get('error') ?? 0,
      waiting: (counts.get('new') ?? 0) + (counts.get('in_progress') ?? 0),
    },
    doubles: twice(ledger.effects.values()) + twice(keys.values()) + twice(items.map((i) => i.timesProcessed)),
    acknowledged: added.length + ledger.processed.length,
    lost: lost.length,
    files: ledger.files.length,
    gaps: gapsOf(ledger, runs),
    alive,
  };
}

/** Everything that does not balance, in words; empty = it balances. */
export function problemsOf({ open, mostSpawned, lines, items, doubles, lost, gaps, alive }: Account): string[] {
  const { processed, error, waiting } = items;
  const wrong: [boolean, string][] = [
    [open.stray > 0, `${open.stray} open jobs have no owner`],
    [mostSpawned > 1, `a run instance was spawned ${mostSpawned} times`],
    [lines.doubled > 0, `${lines.doubled} log lines are there twice`],
    [lines.missing > 0, `${lines.missing} log lines are missing`],
    [lines.disordered > 0, `the log of ${lines.disordered} runs is not in order`],
    [
      items.in !== processed + error + waiting,
      `${items.in} items in, but ${processed} + ${error} + ${waiting} are there`,
    ],
    [doubles > 0, `${doubles} things were done twice`],
    [lost > 0, `${lost} acknowledged commands are lost`],
    [alive.length > 0, `${alive.length} processes of runs are alive: ${alive.join('; ')}`],
  ];
  return [...wrong.flatMap(([is, says]) => (is ? [says] : [])), ...gaps.map((gap) => `evidence: ${gap}`)];
}

/** The account as rows of a table. */
export function rowsOf(account: Account): [string, string][] {
  const { jobs, open, lines, items } = account;
  const { sent, received, doubled, missing, disordered, cutOff } = lines;
  const ended = Object.entries(jobs).map(([state, n]) => `${n} ${state}`);
  const lineWords = `${sent} sent, ${received} received, ${doubled} doubled, ${missing} missing, ${disordered} logs out of order`;
  return [
    ['jobs', `${ended.join(', ') || 'none'}; open: ${open.owned} with owner and deadline, ${open.stray} without`],
    [
      'run instances',
      `${account.runs}; commands spawned ${account.spawned}, at most ${account.mostSpawned} per instance`,
    ],
    ['log lines', cutOff > 0 ? `${lineWords}; ${cutOff} died with a killed supervisor` : lineWords],
    ['items in = processed + error + waiting', `${items.in} = ${items.processed} + ${items.error} + ${items.waiting}`],
    ['doubles', String(account.doubles)],
    ['acknowledged commands', `${account.acknowledged}, of which lost: ${account.lost}`],
    ['evidence gaps', `${account.gaps.length} (files attached: ${account.files})`],
    ['processes alive', String(account.alive.length)],
  ];
}

/** Ends of runs whose supervisor was killed, by an accident or by its agent after the coordinator gave the run up. */
const LOST = ['supervisor-vanished', 'agent-lost'];

/**
 * Of a supervisor that was killed itself, what its command had said and it had not yet written down died with it: such a
 * tail is counted apart. All that was received must be in order and once, of whatever run.
 */
function linesOf(ledger: Ledger, runs: readonly RecordedRun[]): Account['lines'] {
  const total = { sent: 0, received: 0, doubled: 0, missing: 0, disordered: 0, cutOff: 0 };
  for (const { id, reason, lines, holes } of runs) {
    const sent = ledger.lines.get(id) ?? [];
    const got = new Set(lines);
    const absent = sent.filter((line) => !got.has(line));
    const tail = sent.slice(sent.length - absent.length);
    const cut = LOST.includes(reason) && absent.every((line, i) => line === tail[i]);
    total.sent += sent.length;
    total.received += lines.length;
    total.doubled += lines.length - got.size;
    total.missing += holes + (cut ? 0 : absent.length);
    total.cutOff += cut ? absent.length : 0;
    if (!inOrder(sent, lines)) total.disordered++;
  }
  return total;
}

/** Are those of `lines` that were sent in the order of `sent`? */
function inOrder(sent: readonly string[], lines: readonly string[]): boolean {
  const places = new Map(sent.map((line, i) => [line, i]));
  const seen = lines.flatMap((line) => places.get(line) ?? []);
  return seen.every((place, i) => i === 0 || place >= seen[i - 1]!);
}

function gapsOf(ledger: Ledger, runs: readonly RecordedRun[]): string[] {
  const files = ledger.files.flatMap(({ run, name, sha256 }) => {
    const file = runs.find(({ id }) => id === run)?.files.find((one) => one.name === name);
    if (!file) return [`${name} of ${run} is not there`];
    if (!file.complete) return [`${name} of ${run} is not complete`];
    return file.sha256 === sha256 ? [] : [`${name} of ${run} has other bytes`];
  });
  return [
    ...files,
    ...runs.flatMap(({ id, videoGap }) => (videoGap === undefined ? [] : [`video of ${id}: ${videoGap}`])),
  ];
}

function count(counts: Map<string, number>, of: string): void {
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) count(counts, word);
  return counts;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, n) => all + n, 0);
/** How often something was done that had been done. */
const twice = (times: Iterable<number>) => sum([...times].map((n) => Math.max(0, n - 1)));
