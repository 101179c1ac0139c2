/** What is not there, and what to type next: the one place where such refusals are worded. */
import { type ErrorCode, refuse } from '../../protocol/errors.ts';
import { nameKey } from '../../protocol/fields.ts';
import { say } from '../../protocol/sentence.ts';
import type { Look } from './lookup.ts';
import { nearest } from './nearest.ts';
import type { NameKind } from './unique-name.ts';

/** Names that are compared with the one that is not there. */
const MAX_NAMES = 500;

const kinds = {
  queue: { code: 'QueueNotFound', pick: 'queues' },
  pool: { code: 'PoolNotFound', pick: 'pools' },
  robot: { code: 'RobotNotFound', pick: 'robots' },
  deployment: { code: 'DeploymentNotFound', pick: 'deploymentsOf' },
  package: { code: 'PackageNotFound', pick: 'packages' },
  user: { code: 'UserNotFound', pick: 'users' },
  webhook: { code: 'WebhookNotFound', pick: 'webhooks' },
  schedule: { code: 'ScheduleNotFound', pick: 'schedules' },
  calendar: { code: 'CalendarNotFound', pick: 'calendars' },
  asset: { code: 'AssetNotFound', pick: 'assets' },
} as const satisfies Record<NameKind, { code: ErrorCode; pick: string }>;

/** Of what has a name. `field`: of the request, if it is not called like the kind. */
export function notFound(view: Look, kind: NameKind, workspace: string, name: string, field: string = kind): never {
  const { code, pick } = kinds[kind];
  const near = nearest(
    name,
    view.pick(pick, { workspace }, MAX_NAMES).map((row) => row.name),
    nameKey,
  );
  const meant = near === undefined ? '' : say`did you mean "${{ near }}"? `;
  return refuse(code, say`there is no ${{ kind }} "${{ name }}"; ${{ meant }}${{ next: lists(kind) }}`, { field });
}

/** Of what was there: it may still be found by its id. */
export const deleted = (kind: 'package' | 'deployment', name: string): never =>
  refuse(kinds[kind].code, say`the ${{ kind }} "${{ name }}" was deleted; ${{ next: lists(kind) }}`, { field: kind });

const lists = (kind: NameKind) => say`"gantry ${{ command: kind }} ls" lists them`;

const numbered = {
  job: { code: 'JobNotFound', next: '"gantry job ls" lists them' },
  run: { code: 'RunNotFound', next: '"gantry job show JOB" lists those of a job' },
  resource: { code: 'ResourceNotFound', next: '"gantry queue show QUEUE" lists them' },
  bulk: { code: 'BulkNotFound', next: '"gantry queue bulk ls QUEUE" lists them' },
} as const satisfies Record<string, { code: ErrorCode; next: string }>;

/** Of a job or a run instance, which may have been deleted: links to it are in histories, audits and mails. */
export function noLonger(view: Look, workspace: string, kind: 'job' | 'run', id: string): never {
  const gone = view.get('gone', id);
  if (gone?.workspace !== workspace) return noSuch(kind, id);
  const when = new Date(gone.at).toISOString();
  const { because } = gone;
  const says =
    gone.author.kind === 'user'
      ? say`the ${{ kind }} ${{ id }} was deleted by ${{ who: gone.author.name }} on ${{ when }}`
      : say`the ${{ kind }} ${{ id }} was deleted on ${{ when }}: ${{ because }}`;
  return refuse(numbered[kind].code, says, { field: kind });
}

/** Of what has an id. */
export const noSuch = (what: keyof typeof numbered, id: string, field: string = what): never =>
  refuse(
    numbered[what].code,
    say`there is no ${{ kind: what === 'bulk' ? 'bulk edit' : what }} ${{ id }}; ${{ next: numbered[what].next }}`,
    {
      field,
    },
  );
