/** Names that only one row may have (Q1): claimed, found and freed through the `name` table, equal on every engine. */
import { refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { View } from './view.ts';

export type NameKind =
  | 'queue'
  | 'pool'
  | 'robot'
  | 'deployment'
  | 'package'
  | 'user'
  | 'webhook'
  | 'schedule'
  | 'calendar'
  | 'asset';

const nameId = (kind: NameKind, workspace: string, name: string) => `${kind}:${workspace}:${nameKey(name)}`;

export function claimName(view: View, kind: NameKind, workspace: string, name: string, owner: string): void {
  const id = nameId(kind, workspace, name);
  const taken = view.get('name', id);
  if (taken && taken.owner !== owner)
    refuse('Conflict', say`there is already a ${{ kind }} named "${{ name }}"; choose another name`, { field: 'name' });
  view.put('name', { id, owner });
}

/** Id of the row that has this name, or undefined. */
export const findByName = (
  view: Pick<View, 'get'>,
  kind: NameKind,
  workspace: string,
  name: string,
): string | undefined => view.get('name', nameId(kind, workspace, name))?.owner;

export const freeName = (view: View, kind: NameKind, workspace: string, name: string): void =>
  view.drop('name', nameId(kind, workspace, name));
