/** One change for many jobs (J31): by id in portions, or by the filter until the coordinator says that it is over. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ParamsIn } from '../../../../protocol/contract.ts';
import { call } from '../../../api/call.ts';
import { newRepeatKey } from '../../../api/once.ts';
import type { Where } from '../filter.ts';

export type BatchKind = 'again' | 'priority' | 'cancel' | 'force' | 'delete';
export type Which = { ids: string[] } | { where: Where };
export type Change = ParamsIn<'job.batch'>['change'];

/** Jobs that one call names by id at most (contract). */
const IDS_AT_ONCE = 1_000;

export interface Outcome {
  done: number;
  /** By reason. */
  skipped: Record<string, number>;
  skippedAs?: Record<string, unknown> | undefined;
}

export interface Batch {
  outcome: Outcome | undefined;
  state: 'ready' | 'working' | 'done' | 'stopped';
  error: Error | undefined;
  start: (change: Change) => Promise<void>;
  /** After the portion that is under way; what was done stays done. */
  stop: () => void;
}

export function useBatch(which: Which): Batch {
  const [outcome, setOutcome] = useState<Outcome>();
  const [state, setState] = useState<Batch['state']>('ready');
  const [error, setError] = useState<Error>();
  // The same key whatever goes wrong in between: asked again, no job is repeated twice.
  const [key] = useState(newRepeatKey);
  const stopping = useRef(false);
  const client = useQueryClient();
  const start = async (change: Change) => {
    stopping.current = false;
    setState('working');
    setError(undefined);
    let sum: Outcome = { done: 0, skipped: {} };
    try {
      for await (const part of portions(which, change, key)) {
        sum = added(sum, part);
        setOutcome(sum);
        if (stopping.current) break;
      }
      setState(stopping.current ? 'stopped' : 'done');
    } catch (cause) {
      setError(cause as Error); // shown in the dialog, whose button goes on
      setState('ready');
    }
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'run.log' });
  };
  const stop = () => {
    stopping.current = true;
  };
  return { outcome, state, error, start, stop };
}

async function* portions(which: Which, change: Change, key: string): AsyncGenerator<Outcome> {
  if ('ids' in which) {
    for (let i = 0; i < which.ids.length; i += IDS_AT_ONCE)
      yield await call('job.batch', { ids: which.ids.slice(i, i + IDS_AT_ONCE), change, key });
    return;
  }
  let after: string | undefined;
  do {
    const part: Outcome & { next?: string | undefined } = await call('job.batchWhere', {
      ...which,
      change,
      key,
      after,
    });
    yield part;
    after = part.next;
  } while (after !== undefined);
}

function added(sum: Outcome, part: Outcome): Outcome {
  const skipped = { ...sum.skipped };
  for (const [reason, n] of Object.entries(part.skipped)) skipped[reason] = (skipped[reason] ?? 0) + n;
  return { done: sum.done + part.done, skipped, skippedAs: { ...sum.skippedAs, ...part.skippedAs } };
}
