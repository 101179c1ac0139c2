/** State tables as data: `state → event → state`. Only `step` computes a next state; docs/states.md prints the tables. */
import { refuse } from '../../protocol/errors.ts';

export type Machine<S extends string, E extends string> = Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;

export const machine =
  <E extends string>() =>
  <S extends string>(table: Machine<S, E>): Machine<S, E> =>
    table;

/** The state after `event`, or `IllegalState` naming what was tried: `a succeeded job cannot cancel`. */
export function step<S extends string, E extends string>(table: Machine<S, E>, state: S, event: E, what: string): S {
  return table[state][event] ?? refuse('IllegalState', `a ${state.replace('_', ' ')} ${what} cannot ${event}`);
}

export const allows = <S extends string, E extends string>(table: Machine<S, E>, state: S, event: E): boolean =>
  table[state][event] !== undefined;
