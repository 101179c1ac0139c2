/** Opens a store of either engine, ready for commands. */
import type { MakeIds } from './ctx.ts';
import { MemoryStore } from './memory.ts';
import { inWords, openDatabase } from './sqlite/open.ts';
import { SqliteStore } from './sqlite/store.ts';
import type { Store } from './store.ts';

export type StoreOptions = { engine: 'memory'; ids: MakeIds } | { engine: 'sqlite'; folder: string; ids: MakeIds };

/** Throws GantryError naming the folder and the next step: in use (`InUse`), not writable, damaged, foreign, newer. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.engine === 'memory') return new MemoryStore(options.ids);
  const opened = openDatabase(options.folder);
  try {
    return new SqliteStore(opened, options.ids);
  } catch (error) {
    opened.close(true); // nothing was changed that a transaction did not cover
    throw inWords(error, options.folder);
  }
}
