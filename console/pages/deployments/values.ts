/** What the form of a deployment holds, what it begins with, and what of it is sent. Pure. */
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { t } from '../../i18n/index.ts';
import { checkGiven, type Given, ofParameters, withoutSecrets } from '../../parts/params/given.ts';
import { checkSettings, type Settings } from '../../parts/RunSettings.tsx';
import { checkTarget, saidTarget, type Target, targetOf } from '../../parts/target/target.ts';

export interface Values extends Settings {
  name: string;
  package: string | null;
  version: string;
  lostAfterMs: number | undefined;
  backoff: { kind: 'none' | 'fixed' | 'exponential'; ms: number };
  allowAssets: string[];
  allowQueues: string[];
  params: Record<string, Json>;
  bindings: Record<string, string>;
  target: Target;
  whenNoRobot: 'wait' | 'cancel';
}

/** What a deployment is when nothing else is said (J12, P5). */
export const fresh = (name: string | null, version: string | null): Values => ({
  name: name ?? '',
  package: name,
  version: version ?? 'latest',
  retries: 3,
  priority: 2_000,
  recording: 'always',
  timeoutMs: undefined,
  lostAfterMs: 300_000,
  backoff: { kind: 'none', ms: 0 },
  allowAssets: [],
  allowQueues: [],
  params: {},
  bindings: {},
  target: { kind: 'pool', pool: null, robots: [] },
  whenNoRobot: 'wait',
});

export function valuesOf(deployment: DeploymentView): Values {
  const { name, version, retries, priority, recording, timeoutMs, lostAfterMs, backoff } = deployment;
  const { allowAssets, allowQueues, params, bindings, whenNoRobot } = deployment;
  return {
    ...{ name, package: deployment.package, version, retries, priority, recording, timeoutMs, lostAfterMs, backoff },
    ...{ allowAssets, allowQueues, params, bindings, whenNoRobot, target: targetOf(deployment) },
  };
}

export const givenOf = ({ params, bindings }: Pick<Values, 'params' | 'bindings'>): Given => ({
  values: params,
  bindings,
});

export const draftOf = (parameters: readonly Parameter[], before: Values) => (values: Values) => ({
  ...values,
  params: withoutSecrets(parameters, values.params, before.params),
});

/** Of the first step; what is missing of the parameters each run may bring. */
export function checkWhat(values: Values, parameters: readonly Parameter[]): Record<string, string | undefined> {
  return {
    name: values.name.trim() === '' ? t('deployment.nameMissing') : undefined,
    package: values.package === null ? t('deployment.packageMissing') : undefined,
    ...checkSettings(values),
    backoff: values.backoff.kind !== 'none' && values.backoff.ms === 0 ? t('deployment.backoffMissing') : undefined,
    ...checkGiven(parameters, givenOf(values), false),
  };
}

export const checkAll = (values: Values, parameters: readonly Parameter[]) => ({
  ...checkWhat(values, parameters),
  target: checkTarget(values.target),
});

export function wishOf(values: Values, parameters: readonly Parameter[]): ParamsIn<'deployment.create'> {
  const { name, version, recording, timeoutMs, lostAfterMs, backoff, allowAssets, allowQueues, whenNoRobot, target } =
    values;
  const given = ofParameters(parameters, givenOf(values));
  return {
    ...{
      name,
      package: values.package ?? '',
      version,
      recording,
      allowAssets,
      allowQueues,
      whenNoRobot,
      ...saidTarget(target),
    },
    ...{ retries: Number(values.retries), priority: Number(values.priority) },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(lostAfterMs === undefined ? {} : { lostAfterMs }),
    backoff: backoff.kind === 'none' ? { kind: 'none', ms: 0 } : backoff,
    ...{ params: given.values, bindings: given.bindings },
  };
}

/** Only what was edited: what somebody else changed meanwhile stays as they want it. */
export function changeOf(
  before: Values,
  values: Values,
  parameters: readonly Parameter[],
): ParamsIn<'deployment.update'> {
  const differs = (...keys: (keyof Values)[]) =>
    keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(values[key]));
  const { name, package: pack, version, params, bindings, pool, robots, ...rest } = wishOf(values, parameters);
  const simple = Object.entries(rest).filter(([key]) => differs(key as keyof Values));
  return {
    deployment: before.name,
    ...Object.fromEntries(simple),
    ...(differs('name') ? { name } : {}),
    ...(differs('timeoutMs') ? { timeoutMs: values.timeoutMs ?? 0 } : {}),
    ...(differs('package', 'version') ? { package: pack, version } : {}),
    ...(differs('package', 'version', 'params', 'bindings') ? { params, bindings } : {}),
    ...(differs('target')
      ? { ...(pool === undefined ? {} : { pool }), ...(robots === undefined ? {} : { robots }) }
      : {}),
  };
}
