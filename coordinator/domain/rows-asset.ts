/** The rows of assets and of sealed secrets (J6, X6); rows.ts has all tables. */
import type { Author } from '../../protocol/fields.ts';
import type { AssetType } from '../../protocol/shapes-asset.ts';
import type { Flag, Json } from './rows-queue.ts';

/** Without values when it was deleted: jobs that were bound to it can still name it. */
export interface AssetRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  type: AssetType;
  secret: Flag;
  description: string;
  deleted: Flag;
  author: Author;
  created: number;
}
/** `id` is `asset:robot`; the value of all other robots has '' for the robot. */
export interface AssetValueRow {
  id: string;
  asset: string;
  robot: string;
  /** Of a secret what everybody may see: a credential's `{user}`, else null. */
  value: Json;
  /** A SecretRow's id, '' = not secret. */
  secret: string;
  /** Counts the values that it has had. */
  version: number;
  editor: Author;
  updated: number;
}
/** A sealed text (vault.ts): the rest of a secret value. The text never changes, only the key that wraps its data key. */
export interface SecretRow {
  id: string;
  /** What it belongs to; part of what is authenticated, so that it opens nowhere else. */
  owner: string;
  /** Names the master key. */
  key: string;
  wrapped: string;
  text: string;
  /** Of a credential that was typed: ms since when nobody needs it, 0 = somebody does. What retention picks by. */
  unusedSince: number;
}
/** One deployment, schedule or open job that has a typed credential: `id` is `secret:holder`. */
export interface SecretUseRow {
  id: string;
  secret: string;
  holder: string;
}
