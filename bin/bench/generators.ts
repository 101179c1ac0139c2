/** The processes of the load generator together: so many robots at work, and what all of them measured. */

import type { ErrorCode } from '../../protocol/errors.ts';
import { GantryError } from '../../protocol/errors.ts';
import { Child } from './child.ts';
import type { Place } from './place.ts';
import type { Measured, Order, Told } from './robots-process.ts';

export class Generators {
  readonly #children: Child<Order, Told>[];

  constructor(count: number) {
    this.#children = Array.from({ length: count }, () => new Child('a load generator', ['__bench-robots']));
  }

  async begin({ login, name }: Pick<Place, 'login' | 'name'>): Promise<void> {
    await this.#each((n) => ({ do: 'begin', ...login, name, prefix: `${name}-${n + 1}` }));
  }

  /** `progress`: how many there are so far. */
  async use(robots: number, progress: (robots: number) => void): Promise<void> {
    const made: number[] = [];
    const share = (n: number) =>
      Math.floor(robots / this.#children.length) + (n < robots % this.#children.length ? 1 : 0);
    await this.#each(
      (n) => ({ do: 'use', robots: share(n) }),
      (n, so) => {
        made[n] = so;
        progress(made.reduce((sum, one) => sum + (one ?? 0), 0));
      },
    );
  }

  async measure(ms: number): Promise<Measured[]> {
    return (await this.#each(() => ({ do: 'measure', ms }))).map((told) => told.measured!);
  }

  async stop(): Promise<string[]> {
    await Promise.all(this.#children.map((child) => child.stop()));
    return [];
  }

  #each(
    order: (n: number) => Order,
    progress: (n: number, robots: number) => void = () => {},
  ): Promise<Extract<Told, { told: 'done' }>[]> {
    const one = async (child: Child<Order, Told>, n: number) => {
      const between = (told: Told) => told.told === 'progress' && progress(n, told.robots);
      const told = await child.ask(order(n), (answer) => answer.told !== 'progress', between);
      if (told.told === 'problem') throw new GantryError(told.code as ErrorCode, told.message);
      return told as Extract<Told, { told: 'done' }>;
    };
    return Promise.all(this.#children.map(one));
  }
}
