/** The environment of a run's command, exactly as docs/architecture.md lists it (X12). */
import type { RunOrder } from '../../protocol/calls-agent.ts';
import type { Json } from '../../protocol/fields.ts';
import { allowedEnvironment } from '../config.ts';
import { MARK } from './tree.ts';

export interface EnvironmentParts {
  order: RunOrder;
  url: string;
  socket: string;
  output: string;
  profile: string;
  browser: string | undefined;
  /** What the display adds: DISPLAY. */
  display: Record<string, string>;
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
    ...allowedEnvironment(),
    ...p.display,
    ...parameterVariables(order.params),
    GANTRY_URL: p.url,
    GANTRY_RUN_TOKEN: order.scriptToken,
    GANTRY_RUN: JSON.stringify(run),
    GANTRY_PARAMS: JSON.stringify(order.params),
    GANTRY_SOCKET: p.socket,
    GANTRY_OUTPUT: p.output,
    GANTRY_PROFILE: p.profile,
    ...(p.browser === undefined ? {} : { GANTRY_BROWSER: p.browser }),
    [MARK]: order.run,
  };
}

/** A text with a zero character cannot stand in an environment: it is in GANTRY_PARAMS only. */
function parameterVariables(params: Record<string, Json>): Record<string, string> {
  const simple = Object.entries(params).filter(
    ([, v]) => (typeof v === 'string' && !v.includes('\0')) || typeof v === 'number' || typeof v === 'boolean',
  );
  return Object.fromEntries(simple.map(([name, v]) => [`GANTRY_PARAM_${name.toUpperCase()}`, String(v)]));
}
