/** A component that shows rows is drawn again when they change. */
import { useSyncExternalStore } from 'react';
import type { Rows } from './WindowStore.ts';

/** Renders again when the rows change. */
export function useVersion(rows: Rows<unknown>): number {
  return useSyncExternalStore(
    (watcher) => rows.subscribe(watcher),
    () => rows.version,
  );
}
