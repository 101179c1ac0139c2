/**
 * Bounds V8's heap to what the live objects need. By itself its nursery (new space) grows to 134 MB under load and stays
 * there, and what it calls old may be four times what lives before it looks again: together most of what a busy
 * coordinator would hold. Bounded, a command costs no more CPU time (`bench/store.ts`: 38 µs instead of 40 to 43). Only
 * for processes that are our own: the bounds are the whole process's.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of both halves of the nursery together. V8 doubles it from 2 MiB on: it ends at this or at once above. */
const NURSERY_BYTES = 32 * 1024 * 1024;
/** By how much the old objects may grow, in percent of what lived at the last full collection, until the next one. */
const OLD_GROWTH = 100;

/**
 * `--max-semi-space-size` counts only on the command line of Node, which a program cannot give itself without starting
 * anew; the factor by which the nursery grows is read each time it grows. It may shrink when nothing happens, and then
 * must grow again: so it is looked at after every collection.
 */
export function boundHeap(): void {
  let grows = true;
  const look = () => {
    const size = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
    const mayGrow = size < NURSERY_BYTES;
    if (mayGrow === grows) return;
    grows = mayGrow;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  };
  new PerformanceObserver(look).observe({ entryTypes: ['gc'] });
  look();
  setFlagsFromString(`--heap-growing-percent=${OLD_GROWTH}`);
}
