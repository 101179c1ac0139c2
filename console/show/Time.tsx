/** An instant in relative words that keep up with the clock, the exact one on hover; and a span of time. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { now } from '../environment.ts';
import { ago, duration, exact } from './format.ts';
import { hint } from './Hints.tsx';

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
  const says = useSyncExternalStore(onTick, () => (at === undefined ? '' : ago(at, now())));
  if (at === undefined) return <span className="faint">{none}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} className="nowrap" {...hint(exact(at))}>
      {says}
    </time>
  );
}

const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** One clock for all instants on screen: each is drawn again only when its words change. */
function onTick(watcher: () => void): () => void {
  watchers.add(watcher);
  ticking ??= setInterval(() => {
    for (const tell of watchers) tell();
  }, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** How long it took; counts up while it has no end. */
export function Span({ from, until }: { from: number | undefined; until: number | undefined }) {
  const clock = useNow(from !== undefined && until === undefined);
  return <span className="nowrap">{from === undefined ? '' : duration((until ?? clock) - from)}</span>;
}
