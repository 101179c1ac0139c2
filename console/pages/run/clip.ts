/** The part of a run in which it had one resource in hand (E15): `?from=…&until=…&item=…`, instants in ms since 1970. */
import { useMemo } from 'react';
import type { RunView } from '../../../protocol/shapes.ts';
import { useAddressQuery } from '../../app/address.ts';
import { type Span, spanOf } from './span.ts';

export interface Clip {
  /** Undefined while the whole run is shown. */
  span: Span | undefined;
  /** The resource's id, where the address says it. */
  item: string | undefined;
  /** To the whole run. */
  leave: () => void;
}

/** `duration`: the end of the axis; a resource still in hand is shown up to there. */
export function useClip(run: RunView, duration: number): Clip {
  const [query, change] = useAddressQuery();
  const start = run.started ?? run.assigned;
  const from = instant(query.get('from'));
  const until = instant(query.get('until'));
  const span = useMemo(() => spanOf({ start, from, until, duration }), [start, from, until, duration]);
  return {
    span,
    item: query.get('item') ?? undefined,
    leave: () => change({ from: undefined, until: undefined, item: undefined }),
  };
}

function instant(text: string | null): number | undefined {
  const at = Number(text);
  return text !== null && text !== '' && Number.isFinite(at) && at > 0 ? at : undefined;
}
