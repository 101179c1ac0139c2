/** What the data keeps of backups: nothing but the audit's entry, which hangs on these rules (X11, P16). */
import type { Params, Result } from '../../protocol/contract.ts';
import type { Ctx, View } from './view.ts';

type Told = 'backup.made' | 'backup.removed';

export function tellOfBackup(_view: View, _p: Params<Told>, _ctx: Ctx): Result<Told> {
  return {};
}
