/** Which values of a request are credentials (X6): those of parameters that the package's version says so of. */
import type { Params } from '../../protocol/contract.ts';
import type { Json } from '../../protocol/fields.ts';
import { type Manifest, valueProblem } from '../../protocol/manifest.ts';
import { type Look, theDeployment, thePackage } from './lookup.ts';
import { resolveVersion } from './package.ts';
import type { DeploymentRow } from './rows.ts';
import { theSchedule } from './schedule.ts';

/** The verbs that carry typed values. */
const typing = {
  'deployment.create': (view: Look, workspace: string, p: Params<'deployment.create'>) =>
    resolveVersion(view, thePackage(view, workspace, p.package), p.version ?? 'latest').manifest,
  'deployment.update': (view: Look, workspace: string, p: Params<'deployment.update'>) => {
    const kept = theDeployment(view, workspace, p.deployment);
    const pack = thePackage(view, workspace, p.package ?? kept.package);
    const version = p.version ?? (pack.id === kept.package ? kept.version : 'latest');
    return resolveVersion(view, pack, version).manifest;
  },
  'schedule.create': (view: Look, workspace: string, p: Params<'schedule.create'>) =>
    manifestOf(view, theDeployment(view, workspace, p.deployment)),
  'schedule.update': (view: Look, workspace: string, p: Params<'schedule.update'>) =>
    manifestOf(
      view,
      theDeployment(view, workspace, p.deployment ?? theSchedule(view, workspace, p.schedule).deployment),
    ),
  'job.run': (view: Look, workspace: string, p: Params<'job.run'>) =>
    manifestOf(view, theDeployment(view, workspace, p.deployment)),
  'job.start': (view: Look, workspace: string, p: Params<'job.start'>) =>
    manifestOf(view, theDeployment(view, workspace, p.deployment)),
};
type TypingVerb = keyof typeof typing;

const manifestOf = (view: Look, deployment: Readonly<DeploymentRow>): Manifest =>
  resolveVersion(view, thePackage(view, deployment.workspace, deployment.package), deployment.version).manifest;

/** The values in a request that may be credentials, whatever the package says: objects. Most requests have none. */
export function maybeCredentials(verb: string, params: unknown): Record<string, Json> {
  const { params: values } = (params ?? {}) as { params?: Record<string, Json> };
  if (!Object.hasOwn(typing, verb) || !values) return {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'object' && value !== null));
}

/** Those that are: to be sealed. What does not fit its parameter is left to the rule, which refuses it. Refuses as the rule does. */
export function credentialsIn(view: Look, workspace: string, verb: string, params: unknown): Record<string, Json> {
  const { parameters } = typing[verb as TypingVerb](view, workspace, params as never);
  const typed = maybeCredentials(verb, params);
  return Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => {
      const parameter = parameters.find((p) => p.name === name);
      return parameter?.type === 'credential' && valueProblem(parameter, value) === undefined;
    }),
  );
}
