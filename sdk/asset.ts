/** `robot.asset(name)` (S6): a value that the coordinator keeps; a secret is masked in the log before the script has it. */
import type { Json } from '../protocol/fields.ts';
import { wrong } from './input.ts';
import type { Session } from './session.ts';

export interface Credential {
  user: string;
  secret: string;
}

export async function readAsset<T>(session: Pick<Session, 'connection' | 'listener'>, name: string): Promise<T> {
  if (typeof name !== 'string') wrong('name', 'must be the name of an asset');
  const { type, secret, value } = await session.connection.call('asset.read', { asset: name });
  const values = type === 'credential' ? [(value as { secret: string }).secret] : secret ? textsOf(value) : [];
  if (values.length > 0) await session.listener.ask({ do: 'mask', values });
  return value as T;
}

const textsOf = (value: Json): string[] => (typeof value === 'string' ? [value] : []);
