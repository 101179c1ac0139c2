/** The options that say what a deployment is (J12), the same for `deploy`, `deployment create` and `deployment set`. */
import { type Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { type Json, RecordingMode } from '../../protocol/fields.ts';
import type { Backoff } from '../../protocol/shapes-fleet.ts';
import type { Api } from '../api.ts';
import { type BindingOptions, type Said, saidOf } from '../binding-options.ts';
import { type Common, collect, duration, wholeNumber } from '../command.ts';
import { PARAM_HELP, typedParams } from '../params.ts';

export interface DeploymentOptions extends Common, BindingOptions {
  package?: string;
  version?: string;
  pool?: string;
  robot?: string[];
  retries?: number;
  priority?: number;
  recording?: RecordingMode;
  param?: string[];
  unset?: string[];
  allowAsset?: string[];
  disallowAsset?: string[];
  allowQueue?: string[];
  disallowQueue?: string[];
  timeout?: number;
  lostAfter?: number;
  backoff?: number;
  backoffKind?: 'fixed' | 'exponential';
  whenNoRobot?: 'wait' | 'cancel';
}

export const withDeploymentOptions = (command: Command): Command =>
  command
    .option('--package <name>', 'process package')
    .option('--version <version>', 'a version, or latest (default for a new deployment)')
    .option('--pool <pool>', 'any robot of this pool')
    .option('--robot <robot>', 'this robot (repeat for several: one job each)', collect)
    .option('--retries <n>', 'how often a failed run is retried (0–10, default 3)', wholeNumber(0, 10))
    .option('--priority <n>', 'larger first (0–5000, default 2000)', wholeNumber(0, 5_000))
    .addOption(new Option('--recording <mode>', 'video of each run (default always)').choices(RecordingMode.options))
    .option('--param <name=value>', PARAM_HELP, collect)
    .option('--unset <name>', 'take a parameter’s value away (repeat)', collect)
    .option('--bind <param=asset>', 'a parameter takes the value of an asset (repeat)', collect)
    .option('--unbind <param>', 'a parameter takes no asset any more (repeat)', collect)
    .option('--allow-asset <asset>', 'its runs may read this asset by name (repeat)', collect)
    .option('--disallow-asset <asset>', 'its runs may not any more (repeat)', collect)
    .option('--allow-queue <queue>', 'its runs may use this queue, and no other that is not named (repeat)', collect)
    .option('--disallow-queue <queue>', 'take a queue off that list; with none left they may use all (repeat)', collect)
    .option('--timeout <duration>', 'end a run after this time: 30s, 5m, 2h; 0s = the package’s own', duration)
    .option('--lost-after <duration>', 'a run is lost when nobody was heard for this time (default 5m)', duration)
    .option('--backoff <duration>', 'wait this long before a retry; 0s = not at all', duration)
    .addOption(
      new Option('--backoff-kind <kind>', 'the same each time, or doubled (default fixed)').choices([
        'fixed',
        'exponential',
      ]),
    )
    .addOption(
      new Option('--when-no-robot <what>', 'a job that no robot is free for (default wait)').choices([
        'wait',
        'cancel',
      ]),
    );

type Fields = Omit<ParamsIn<'deployment.update'>, 'deployment' | 'enabled' | 'name'>;
/** What the deployment is now; what a parameter is called and typed by depends on its package. */
interface Old {
  package: string;
  version: string;
  params: Record<string, Json>;
  bindings?: Record<string, string>;
  allowAssets?: string[];
  allowQueues?: string[];
  backoff?: Backoff;
}

/** What the options name, and nothing else. Files are uploaded. */
export async function fieldsOf(open: Api, options: DeploymentOptions, old: Old): Promise<Fields> {
  const {
    package: name,
    version,
    pool,
    robot,
    retries,
    priority,
    recording,
    timeout,
    lostAfter,
    whenNoRobot,
  } = options;
  const params = await valuesOf(open, options, old);
  const backoff = backoffOf(options, old.backoff);
  return {
    ...(name === undefined ? {} : { package: name }),
    ...(version === undefined ? {} : { version }),
    ...(pool === undefined ? {} : { pool }),
    ...(robot === undefined ? {} : { robots: robot }),
    ...(retries === undefined ? {} : { retries }),
    ...(priority === undefined ? {} : { priority }),
    ...(recording === undefined ? {} : { recording }),
    ...params,
    ...changedList('allowAssets', old.allowAssets, options.allowAsset, options.disallowAsset),
    ...changedList('allowQueues', old.allowQueues, options.allowQueue, options.disallowQueue),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(lostAfter === undefined ? {} : { lostAfterMs: lostAfter }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(whenNoRobot === undefined ? {} : { whenNoRobot }),
  };
}

/** Over what is there; another package begins at its latest version. */
async function valuesOf(open: Api, options: DeploymentOptions, old: Old): Promise<Said> {
  const { package: name, version, param, unset } = options;
  const kept = Object.fromEntries(Object.entries(old.params).filter(([key]) => !unset?.includes(key)));
  const said = { params: kept, bindings: old.bindings ?? {} };
  if (param === undefined && unset === undefined) return saidOf(said, undefined, options);
  const from = name !== undefined && name !== old.package ? 'latest' : old.version;
  return saidOf(said, await typedParams(open, name ?? old.package, version ?? from, param ?? []), options);
}

/** What its runs may read or use, if anything was said of it: the list as it will be. */
function changedList<K extends 'allowAssets' | 'allowQueues'>(
  field: K,
  kept: string[] = [],
  more: string[] = [],
  fewer: string[] = [],
): { [F in K]?: string[] } {
  if (more.length + fewer.length === 0) return {};
  const gone = fewer.map((name) => name.trim().toLowerCase());
  return { [field]: [...kept.filter((name) => !gone.includes(name.toLowerCase())), ...more] } as {
    [F in K]?: string[];
  };
}

function backoffOf({ backoff, backoffKind }: DeploymentOptions, old: Backoff | undefined): Backoff | undefined {
  if (backoff === undefined && backoffKind === undefined) return undefined;
  const ms = backoff ?? old?.ms ?? 0;
  if (ms === 0) return { kind: 'none', ms: 0 };
  const before = old && old.kind !== 'none' ? old.kind : 'fixed';
  return { kind: backoffKind ?? before, ms };
}
