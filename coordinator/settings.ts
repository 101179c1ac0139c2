/** The limits that count now: those of the start, and over them what an administrator has stored (E17). */
import type { Params, ReadVerb, Result } from '../protocol/contract.ts';
import { type StoredSettings, settingNames, settingRows } from '../protocol/settings.ts';
import type { Limits } from './config.ts';
import { type Core, WORKSPACE } from './core.ts';
import { evidenceBytes } from './domain/evidence.ts';
import { settingRowsOf, storedSettings } from './domain/setting.ts';
import type { Principal } from './domain/view.ts';
import type { Store } from './store/store.ts';

export class Settings {
  /** Everybody reads here, each time: it changes under their hands. */
  readonly limits: Limits;
  readonly #atStart: Readonly<Limits>;

  constructor(atStart: Readonly<Limits>) {
    this.#atStart = atStart;
    this.limits = { ...atStart };
  }

  /** Before anybody is served. */
  async load(store: Store): Promise<void> {
    this.apply(await store.read((view) => storedSettings(view, WORKSPACE)));
  }

  apply(stored: StoredSettings): void {
    Object.assign(this.limits, this.#atStart, stored);
  }

  default(name: (typeof settingNames)[number]): number {
    return this.#atStart[name];
  }
}

type Read<V extends ReadVerb> = (params: Params<V>, who: Principal) => Promise<Result<V>>;

export function settingsReads(
  { store, limits, disk }: Pick<Core, 'store' | 'limits' | 'disk'>,
  settings: Settings,
): { 'settings.show': Read<'settings.show'> } {
  return {
    'settings.show': async (_, { workspace }) => {
      const { rows, evidence } = await store.read((view) => ({
        rows: settingRowsOf(view, workspace),
        evidence: evidenceBytes(view),
      }));
      const items = settingNames.map((name) => {
        const row = rows.find(({ id }) => id === name);
        const set = row ? { editor: row.editor, updated: row.updated } : {};
        return { name, ...settingRows[name], value: limits[name], default: settings.default(name), ...set };
      });
      return { items, evidence, disk: disk.view };
    },
  };
}
