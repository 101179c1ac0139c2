/** A store whose every outcome is told, in the order of its commit; and a database without rows to begin with. */

import { makeIds } from '../../../coordinator/ids.ts';
import { openStore } from '../../../coordinator/store/open-store.ts';
import type { Command, Look, Outcome, Store } from '../../../coordinator/store/store.ts';
import { folder } from '../../support/folder.ts';

/** `now` in ms; awaited before the next command runs. */
export type Told = (command: Command, outcome: Outcome, now: number) => void | Promise<void>;

let empty: Promise<string> | undefined;
/** A folder with a database without rows: making the tables takes longer than a whole story. */
export function emptyDatabase(): Promise<string> {
  empty ??= (async () => {
    const path = folder('model-empty', 'memory');
    const store = await openStore({ engine: 'sqlite', folder: path, ids: makeIds });
    await store.close();
    return path;
  })();
  return empty;
}

/**
 * `alone`: every command of a batch in a commit of its own, so that `told` sees what each of them changed; for stories in
 * which nobody waits, as nobody who stands in line is served.
 */
export function watched(store: Store, told: Told, { alone = false } = {}): Store {
  const commitOne = commitTelling(store, told);
  const commit: Store['commit'] = alone
    ? async (batch, now) => {
        const outcomes: Outcome[] = [];
        for (const command of batch) outcomes.push(...(await commitOne([command], now)));
        return outcomes;
      }
    : commitOne;
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function commitTelling(store: Store, told: Told): Store['commit'] {
  return async (batch, now, inTurn) => {
    let came: [Command, Outcome][] = [];
    const telling = inTurn && {
      begin: (at: number) => {
        came = []; // an engine may run a batch again: the last run counts
        inTurn.begin(at);
      },
      came: (command: Command, outcome: Outcome) => {
        came.push([command, outcome]);
        inTurn.came(command, outcome);
      },
      next: (view: Look) => inTurn.next(view),
      keep: () => inTurn.keep(),
      drop: () => inTurn.drop(),
    };
    const outcomes = await store.commit(batch, now, telling);
    if (!telling) came = batch.map((command, i) => [command, outcomes[i]!]);
    for (const [command, outcome] of came) await told(command, outcome, now);
    return outcomes;
  };
}
