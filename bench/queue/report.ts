/** What bench/queue.ts found, for people and for programs: tables with ratios, and each target as PASS or MISS. */
import { median } from '../parts/statistics.ts';
import { type Section, type Target, targets } from './contestants.ts';
import type { Row } from './measure.ts';

export interface Verdict {
  target: string;
  ratio: number;
  least: number;
  aim: number;
  verdict: 'PASS' | 'MISS';
}
/** The same statements without rules, sockets and JSON of requests. */
export interface Floor {
  inFlight: number;
  /** Cycles a second. */
  gantry: number;
  statements: number;
  leastSql: number;
  ratio: number;
}

const FLOOR = { least: 0.5, aim: 0.7 };
const titles: Record<Section, string> = {
  cycle: 'add → take with lock → mark processed, cycles a second',
  backlog: 'take with lock → mark processed over a backlog, each in its best mode, a second',
  latency: 'add → handler starts, one waiting worker, idle system, ms',
};

/** Every target that both sides were measured for. */
export function verdicts(rows: readonly Row[], floors: readonly Floor[]): Verdict[] {
  const of = (target: Target): Verdict[] => {
    const here = rows.filter((row) => row.section === target.section);
    const ours = here.filter((r) => r.peer === 'gantry' && target.ours.includes(r.mode) && fits(r, target.inFlight));
    const theirs = here.filter(
      (r) => r.peer === target.peer && target.modes.includes(r.mode) && fits(r, target.inFlight),
    );
    if (ours.length === 0 || theirs.length === 0) return [];
    const ratio = target.section === 'latency' ? pairwise(theirs, ours, Math.min) : pairwise(ours, theirs, Math.max);
    return [judge(target.says, ratio, target)];
  };
  const direct = floors.map((f) => judge(`${f.inFlight} in flight, the same statements run directly`, f.ratio, FLOOR));
  return [...targets.flatMap(of), ...direct];
}

type Rounds = Pick<Row, 'rounds'>;
type Best = (...values: number[]) => number;

/** The median of every round's ratio, each side by its best row of that round: load that drifts between rounds cancels. */
export function pairwise(above: readonly Rounds[], below: readonly Rounds[], best: Best): number {
  const of = (rows: readonly Rounds[], round: number) =>
    best(...rows.map((row) => row.rounds[round]!).filter((value) => !Number.isNaN(value)));
  const ratios = above[0]!.rounds.map((_, round) => of(above, round) / of(below, round));
  return median(ratios.filter(Number.isFinite));
}

const fits = (row: Row, inFlight: number) => inFlight === 0 || row.at === inFlight;
const judge = (target: string, ratio: number, { least, aim }: { least: number; aim: number }): Verdict => ({
  target,
  ratio,
  least,
  aim,
  verdict: ratio >= least ? 'PASS' : 'MISS',
});

export function text(rows: readonly Row[], floors: readonly Floor[]): string {
  const parts = (Object.keys(titles) as Section[]).map((section) => sectionText(section, rows));
  return [...parts, floorText(floors), verdictText(verdicts(rows, floors))].filter(Boolean).join('\n');
}

function sectionText(section: Section, rows: readonly Row[]): string {
  const here = rows.filter((row) => row.section === section);
  const sizes = [...new Set(section === 'cycle' ? here.map((row) => row.at) : [0])].sort((a, b) => a - b);
  const tables = sizes.map((size) => {
    const some = here.filter((row) => size === 0 || row.at === size);
    const lines = section === 'latency' ? latencyLines(some) : rateLines(some);
    return lines.length === 0 ? '' : `${titles[section]}${size === 0 ? '' : `, ${size} in flight`}\n${table(lines)}`;
  });
  return tables.filter(Boolean).join('\n');
}

function rateLines(rows: readonly Row[]): string[][] {
  const ours = rows.filter((row) => row.peer === 'gantry' && !row.aside);
  const line = (row: Row) => {
    const rounds = row.rounds.filter((rate) => !Number.isNaN(rate));
    return [
      row.says,
      row.rate.toFixed(0),
      `${Math.min(...rounds).toFixed(0)}–${Math.max(...rounds).toFixed(0)}`,
      row.peer === 'gantry' || ours.length === 0 ? '' : pairwise(ours, [row], Math.max).toFixed(2),
      row.clientCpu.toFixed(0),
      row.server === 'none' ? '' : row.serverCpu.toFixed(0),
    ];
  };
  const head = ['', 'median', 'rounds', 'gantry/peer', 'client µs', 'server µs'];
  return rows.length === 0 ? [] : [head, ...rows.map(line)];
}

function latencyLines(rows: readonly Row[]): string[][] {
  const ours = rows.filter((row) => row.peer === 'gantry');
  const line = (row: Row) => [
    row.says,
    row.p50.toFixed(2),
    row.p99.toFixed(2),
    row.peer === 'gantry' || ours.length === 0 ? '' : pairwise([row], ours, Math.min).toFixed(2),
  ];
  return rows.length === 0 ? [] : [['', 'p50', 'p99', 'peer/gantry'], ...rows.map(line)];
}

function floorText(floors: readonly Floor[]): string {
  if (floors.length === 0) return '';
  const lines = floors.map((f) => [
    `${f.inFlight} in flight`,
    f.gantry.toFixed(0),
    f.statements.toFixed(0),
    f.ratio.toFixed(2),
    f.leastSql.toFixed(0),
  ]);
  const head = ['', 'Gantry', 'same statements', 'ratio', 'least SQL'];
  return `against better-sqlite3 directly in batches of the same size, full sync, cycles a second\n${table([head, ...lines])}`;
}

function verdictText(list: readonly Verdict[]): string {
  const lines = list.map((v) => [v.target, v.ratio.toFixed(2), `${v.least}`, `${v.aim}`, v.verdict]);
  return lines.length === 0 ? '' : `targets, as ratios\n${table([['', 'ratio', 'at least', 'aim', ''], ...lines])}`;
}

/** The first column to the left, the others to the right. */
export function table(lines: readonly string[][]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const cell = (value: string, column: number) =>
    column === 0 ? value.padEnd(widths[0]!) : value.padStart(widths[column]!);
  return `${lines.map((line) => `  ${line.map(cell).join('  ')}`.trimEnd()).join('\n')}\n`;
}
