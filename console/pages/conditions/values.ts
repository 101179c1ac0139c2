/** What the form of a launch condition holds, from the condition and back to what `condition.set` takes. Pure. */
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { t } from '../../i18n/index.ts';

export interface ConditionValues {
  queue: string;
  deployment: string;
  enabled: boolean;
  minWaiting: number | string;
  maxJobs: number | string;
  /** Is there ever more than one job at once? */
  more: boolean;
  onePer: number | string;
  countAbandoned: boolean;
}

/** As protocol/calls-condition.ts has them. */
const MAX_JOBS = 1_000;
const MAX_RESOURCES = 1_000_000_000;

export const valuesOf = (condition: ConditionView | undefined, queue = ''): ConditionValues => ({
  queue: condition?.queue ?? queue,
  deployment: condition?.deployment ?? '',
  enabled: condition ? condition.state === 'enabled' : true,
  minWaiting: condition?.minWaiting ?? 1,
  maxJobs: condition?.maxJobs ?? 1,
  more: condition?.onePer !== undefined,
  onePer: condition?.onePer ?? 1,
  countAbandoned: condition?.countAbandoned ?? false,
});

/** Of one that is there only what was changed: the rest stays, also what others change meanwhile. */
export function paramsOf(values: ConditionValues, condition: ConditionView | undefined): ParamsIn<'condition.set'> {
  const all = settingsOf(values);
  if (!condition) return { queue: values.queue, ...all };
  const before: Record<string, unknown> = settingsOf(valuesOf(condition));
  const changed = Object.entries(all).filter(([name, value]) => value !== before[name]);
  return { queue: values.queue, ...Object.fromEntries(changed) };
}

const settingsOf = (values: ConditionValues) => ({
  deployment: values.deployment,
  enabled: values.enabled,
  minWaiting: Number(values.minWaiting),
  maxJobs: Number(values.maxJobs),
  onePer: values.more ? Number(values.onePer) : null,
  countAbandoned: values.countAbandoned,
});

export const fieldOf = (field: string): string | undefined => (field === 'name' ? 'queue' : undefined);

export function checkCondition(values: ConditionValues): Record<string, string | undefined> {
  const whole = (value: number | string, max: number) => {
    const n = Number(value);
    return value !== '' && Number.isInteger(n) && n >= 1 && n <= max ? undefined : t('conditions.wholeRule', { max });
  };
  return {
    queue: values.queue === '' ? t('conditions.chooseQueue') : undefined,
    deployment: values.deployment === '' ? t('conditions.chooseDeployment') : undefined,
    minWaiting: whole(values.minWaiting, MAX_RESOURCES),
    maxJobs: whole(values.maxJobs, MAX_JOBS),
    onePer: values.more ? whole(values.onePer, MAX_RESOURCES) : undefined,
  };
}
