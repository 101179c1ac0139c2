/** An instant in relative words that keep up with the clock, the exact one on hover; and a span of time. */
import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { now } from '../environment.ts';
import { ago, duration, exact } from './format.ts';

/** ms between two looks at the clock. */
const TICK_MS = 1_000;

/** The coordinator's clock, once a second while `running`. */
export function useNow(running = true): number {
  const [at, set] = useState(now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => set(now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return at;
}

export function Time({ at, none = '' }: { at: number | undefined; none?: string }) {
  const clock = useNow(at !== undefined);
  if (at === undefined) return <span className="faint">{none}</span>;
  return (
    <Tooltip label={exact(at)} openDelay={200}>
      <time dateTime={new Date(at).toISOString()} className="nowrap">
        {ago(at, clock)}
      </time>
    </Tooltip>
  );
}

/** How long it took; counts up while it has no end. */
export function Span({ from, until }: { from: number | undefined; until: number | undefined }) {
  const clock = useNow(from !== undefined && until === undefined);
  return <span className="nowrap">{from === undefined ? '' : duration((until ?? clock) - from)}</span>;
}
