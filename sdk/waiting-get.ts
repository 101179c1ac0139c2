/** A request that waits and is given up when the run is ending: its place in the line is freed (Q32). */
import { setTimeout as pause } from 'node:timers/promises';
import type { ParamsIn, Result } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Call, Connection } from './connection.ts';
import type { Stop } from './stop.ts';

/** A first try may be on its way when we forget it, and stand in line only afterwards: then we say it again. */
const FORGET_AGAIN_MS = 250;

type Waits = 'resource.get' | 'resource.getMany' | 'job.wait';

/** The answer, also one that crossed with the end of the run; `RunEnded` when the wait was given up. */
export async function ask<V extends Waits>(
  connection: Connection,
  verb: V,
  params: ParamsIn<V> & { timeout?: number | undefined },
  stop: Stop,
): Promise<Result<V>> {
  const call = connection.call(verb, params);
  if (params.timeout === 0) return await call;
  const { signal } = stop;
  const giveUp = () => void forget(connection, call);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await call;
  } catch (error) {
    if (signal.aborted && error instanceof GantryError && error.code === 'LockTimeout') throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

async function forget(connection: Connection, call: Call<unknown>): Promise<void> {
  let open = true;
  const closed = () => {
    open = false;
  };
  call.then(closed, closed);
  while (open) {
    // Whatever goes wrong with it goes wrong with the call as well, and is reported there.
    await connection.call('request.forget', { id: call.id }).then(nothing, nothing);
    if (open) await pause(FORGET_AGAIN_MS);
  }
}

const nothing = () => {};
