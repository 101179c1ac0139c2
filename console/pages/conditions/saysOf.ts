/** Why a launch condition starts jobs, or none, in one sentence. Pure. */
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { t } from '../../i18n/index.ts';
import { exact } from '../../show/format.ts';
import { toldAs } from '../../show/told.ts';

export function saysOf(condition: ConditionView): string {
  const { state, because, becauseAs, failuresInRow, waiting, minWaiting, open, wanted, most, nextAt, restsUntil } =
    condition;
  const why = because === undefined ? '' : toldAs(because, becauseAs);
  if (state === 'paused') return t('conditions.says.paused', { n: failuresInRow, because: why });
  if (state === 'disabled')
    return because === undefined ? t('conditions.says.disabled') : t('conditions.says.stopped', { because: why });
  if (open === 0 && wanted === 0) return t('conditions.says.few', { waiting, min: minWaiting });
  if (restsUntil !== undefined) return t('conditions.says.rests', { until: exact(restsUntil) });
  if (wanted > open) return t('conditions.says.starts', { waiting, n: wanted - open });
  const now = t('conditions.says.open', { open, n: most });
  return nextAt === undefined ? now : `${now} ${t('conditions.says.next', { at: nextAt, waiting })}`;
}
