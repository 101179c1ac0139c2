/** `robot.asset(name)` (S6): a value that the coordinator keeps; it sees to it that a secret is masked in the log before. */
import { wrong } from './input.ts';
import type { Session } from './session.ts';

export interface Credential {
  user: string;
  secret: string;
}

export async function readAsset<T>(session: Pick<Session, 'connection'>, name: string): Promise<T> {
  if (typeof name !== 'string') wrong('name', 'must be the name of an asset');
  const { value } = await session.connection.call('asset.read', { asset: name });
  return value as T;
}
