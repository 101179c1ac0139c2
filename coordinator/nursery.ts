/**
 * Bounds V8's nursery (new space). By itself it grows to 134 MB under load and stays there: half of all the memory that a
 * busy coordinator would hold. At 32 MiB a command costs no more CPU time (`bench/store.ts`: 38 µs instead of 40 to 43). Only
 * for processes that are our own: the bound is the whole process's.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of both halves together. V8 doubles it from 2 MiB on, so that it ends at this or at once above. */
const NURSERY_BYTES = 32 * 1024 * 1024;

/**
 * `--max-semi-space-size` counts only on the command line of Node, which a program cannot give itself without starting
 * anew; the factor by which the nursery grows is read each time it grows. It may shrink when nothing happens, and then
 * must grow again: so it is looked at after every collection.
 */
export function boundNursery(): void {
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
}
