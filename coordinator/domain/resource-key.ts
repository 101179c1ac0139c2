/** Natural keys: one live resource of a queue per key (Q40), claimed through the `name` table. */
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import type { ResourceRow } from './rows.ts';
import type { View } from './view.ts';

const keyId = (queue: string, key: string) => `key:${queue}:${key}`;

/** The live resource of this queue that has the key. */
export function findByKey(view: Pick<View, 'get'>, queue: string, key: string): Readonly<ResourceRow> | undefined {
  const owner = view.get('name', keyId(queue, key))?.owner;
  return owner === undefined ? undefined : view.get('resource', owner);
}

/** Keeps the key of a resource that is live now, frees that of one that is hidden now; `Conflict` if another has it. */
export function settleKey(view: View, row: Pick<ResourceRow, 'id' | 'queue' | 'key' | 'live'>): void {
  if (row.key === '') return;
  const id = keyId(row.queue, row.key);
  const owner = view.get('name', id)?.owner;
  if (row.live === 0) {
    if (owner === row.id) view.drop('name', id);
    return;
  }
  if (owner !== undefined && owner !== row.id)
    refuse(
      'Conflict',
      say`the resource ${{ owner }} has the key "${{ key: row.key }}" by now; finish or delete it first`,
    );
  view.put('name', { id, owner: row.id });
}
