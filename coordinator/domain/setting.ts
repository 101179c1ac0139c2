/** `settings.update` (E17): what is stored counts more than what the coordinator was started with, until it is given back. */
import type { Params, Result } from '../../protocol/contract.ts';
import { isSettingName, type SettingName, type StoredSettings, settingNames } from '../../protocol/settings.ts';
import { authorOf } from './author.ts';
import type { Look } from './lookup.ts';
import type { SettingRow } from './rows-setting.ts';
import type { Ctx, View } from './view.ts';

export function updateSettings(view: View, p: Params<'settings.update'>, ctx: Ctx): Result<'settings.update'> {
  const changed = settingNames.filter((name) => p[name] !== undefined && change(view, name, p[name], ctx));
  if (changed.length > 0) {
    view.emit({ kind: 'settings', stored: storedSettings(view, ctx.who.workspace) });
    view.emit({ kind: 'changed', topics: ['settings'] });
  }
  return { changed };
}

/** False: it is so already. */
function change(view: View, name: SettingName, value: number | null, ctx: Ctx): boolean {
  const before = view.get('setting', name);
  if ((before?.value ?? null) === value) return false;
  if (value === null) view.drop('setting', name);
  else {
    const { workspace } = ctx.who;
    view.put('setting', { id: name, workspace, value, editor: authorOf(view, ctx), updated: ctx.now });
  }
  return true;
}

/** What was stored by another version under names that this one does not know is left alone. */
export const settingRowsOf = (view: Look, workspace: string): Readonly<SettingRow>[] =>
  view.pick('settings', { workspace }, settingNames.length * 4).filter(({ id }) => isSettingName(id));

export const storedSettings = (view: Look, workspace: string): StoredSettings =>
  Object.fromEntries(settingRowsOf(view, workspace).map(({ id, value }) => [id, value]));
