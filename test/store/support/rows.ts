/** Rows of any table in which every column differs, and a seeded shuffle. */
import type { Rows, TableName } from '../../../coordinator/domain/rows.ts';
import { columnsOf } from '../../../coordinator/store/row.ts';

export type Loose = { id: string } & Record<string, unknown>;

/** A row whose columns all differ from each other and from those of every other `n`; `over` says what matters. */
export function rowOf<T extends TableName>(table: T, n: number, over: Record<string, unknown> = {}): Rows[T] {
  const entries = columnsOf(table).map(([column, kind], i) => {
    if (kind === 'text') return [column, `${column}-${n}`];
    if (kind === 'int' || kind === 'int?') return [column, n * 1_000 + i];
    return [column, { of: column, n, list: [i, 'ä€😀', null] }];
  });
  return { ...Object.fromEntries(entries), id: idOf(n), ...over } as unknown as Rows[T];
}
export const idOf = (n: number) => `id_${String(n).padStart(6, '0')}`;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
export const oneOf = <T>(roll: () => number, from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;

export function shuffled<T>(roll: () => number, list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(roll() * rest.length), 1)[0]!);
}
