/** The environment of a run's command, exactly as docs/architecture.md lists it (X12). */
import type { RunOrder } from '../../protocol/calls-agent.ts';
import type { Json } from '../../protocol/fields.ts';
import type { Capture, Tools } from '../capture/index.ts';
import { allowedEnvironment } from '../config.ts';
import { MARK } from './tree.ts';
import { type Trust, trustVariables } from './trust.ts';

export interface EnvironmentParts {
  order: RunOrder;
  url: string;
  socket: string;
  output: string;
  profile: string;
  tools: Pick<Tools, 'browser' | 'ffplay'>;
  /** The run's screen: what it adds, and its size. */
  screen: Pick<Capture, 'env' | 'size'> | undefined;
  trust: Trust | undefined;
}

export function commandEnvironment(p: EnvironmentParts): Record<string, string> {
  const { order } = p;
  const run = {
    run: order.run,
    epoch: order.epoch,
    job: order.job,
    attempt: order.number,
    attempts: order.attempts,
    deployment: order.deployment,
    source: order.source,
    robot: order.robot,
    package: order.package,
    version: order.version,
  };
  return {
    ...trustVariables(p.trust),
    ...allowedEnvironment(),
    ...p.screen?.env,
    ...(p.screen?.size ? { GANTRY_SCREEN: `${p.screen.size.width}x${p.screen.size.height}` } : {}),
    ...parameterVariables(order.params),
    GANTRY_URL: p.url,
    GANTRY_RUN_TOKEN: order.scriptToken,
    GANTRY_RUN: JSON.stringify(run),
    GANTRY_PARAMS: JSON.stringify(order.params),
    GANTRY_SOCKET: p.socket,
    GANTRY_OUTPUT: p.output,
    GANTRY_PROFILE: p.profile,
    ...browserVariables(p.tools),
    [MARK]: order.run,
  };
}

/** What the SDK needs to know of a browser: where it is, and how a headless one gets on the screen. */
function browserVariables({ browser, ffplay }: EnvironmentParts['tools']): Record<string, string> {
  if (browser.missing) return {};
  if (!browser.headlessOnly) return { GANTRY_BROWSER: browser.path };
  const headless = { GANTRY_BROWSER: browser.path, GANTRY_BROWSER_HEADLESS: '1' };
  return ffplay.missing ? headless : { ...headless, GANTRY_FFPLAY: ffplay.path };
}

/** A text with a zero character cannot stand in an environment: it is in GANTRY_PARAMS only. */
function parameterVariables(params: Record<string, Json>): Record<string, string> {
  const simple = Object.entries(params).filter(
    ([, v]) => (typeof v === 'string' && !v.includes('\0')) || typeof v === 'number' || typeof v === 'boolean',
  );
  return Object.fromEntries(simple.map(([name, v]) => [`GANTRY_PARAM_${name.toUpperCase()}`, String(v)]));
}
