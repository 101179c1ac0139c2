/** The contract as Markdown: every verb with sender, role, route, parameters and result; notices, errors, shapes. */
import { callsAgent } from '../protocol/calls-agent.ts';
import { callsAsset } from '../protocol/calls-asset.ts';
import { callsAudit } from '../protocol/calls-audit.ts';
import { callsBackup } from '../protocol/calls-backup.ts';
import { callsCalendar } from '../protocol/calls-calendar.ts';
import { callsCondition } from '../protocol/calls-condition.ts';
import { callsEffect } from '../protocol/calls-effect.ts';
import { callsFleet } from '../protocol/calls-fleet.ts';
import { callsJob } from '../protocol/calls-job.ts';
import { callsOverview } from '../protocol/calls-overview.ts';
import { callsPackage } from '../protocol/calls-package.ts';
import { callsPeople } from '../protocol/calls-people.ts';
import { callsQueue } from '../protocol/calls-queue.ts';
import { callsRun } from '../protocol/calls-run.ts';
import { callsSchedule } from '../protocol/calls-schedule.ts';
import { callsSettings } from '../protocol/calls-settings.ts';
import { callsUsers } from '../protocol/calls-users.ts';
import { callsWebhook } from '../protocol/calls-webhook.ts';
import { callsWork } from '../protocol/calls-work.ts';
import { errorStatus } from '../protocol/errors.ts';
import type { Verb } from '../protocol/verb.ts';
import { MAX_FRAME_BYTES, OLDEST_SPOKEN, PROTOCOL_VERSION } from '../protocol/version.ts';
import { fieldsOf, namedTypes, typeText } from './docs-type.ts';

const groups: [title: string, verbs: Record<string, Verb>][] = [
  ['Runs: script and supervisor', callsRun],
  ['Runs: what happens once', callsEffect],
  ['Agents, and the coordinator’s own verbs', callsAgent],
  ['People: access', callsPeople],
  ['People: packages, robots, deployments', callsFleet],
  ['People: packages', callsPackage],
  ['People: jobs and runs', callsWork],
  ['Jobs: children, batches, why', callsJob],
  ['People: resource queues', callsQueue],
  ['Launch conditions', callsCondition],
  ['Audit', callsAudit],
  ['Users and tokens', callsUsers],
  ['Webhooks', callsWebhook],
  ['Schedules', callsSchedule],
  ['Calendars', callsCalendar],
  ['Assets and secrets', callsAsset],
  ['Everything at a glance', callsOverview],
  ['Settings', callsSettings],
  ['Backups', callsBackup],
];

/** `sources`: the texts of protocol/notices.ts and protocol/fields.ts, whose comments are part of the reference. */
export function protocolText(sources: { notices: string; fields: string }): string {
  const parts = [head(), groups.flatMap(group), notices(sources.notices), errors(), values(sources.fields), shapes()];
  return `${parts.flat().join('\n')}\n`;
}

const head = () => [
  '# Protocol',
  '',
  'Generated from `protocol/` by `node scripts/docs.ts`. Sockets, routes for bytes and the order of things stand in',
  '[architecture.md](architecture.md).',
  '',
  `Version ${PROTOCOL_VERSION}, oldest spoken ${OLDEST_SPOKEN}. JSON text frames of at most ${MAX_FRAME_BYTES} bytes; a frame is one`,
  'message or an array of them. Requests are `{"id": 1, "verb": "…", "params": {…}}`, replies `{"re": 1, "ok": …}` or',
  '`{"re": 1, "err": {"code", "message", "field", "retry", "retryInMs"}}`, notices `{"verb": "…", "params": {…}}`. A reply',
  'to a write leaves after its transaction is on the disk. Routes are under `/api/v1`.',
];

function group([title, verbs]: (typeof groups)[number]): string[] {
  return ['', `## ${title}`, ...Object.entries(verbs).flatMap(([name, verb]) => verbLines(name, verb))];
}

function verbLines(name: string, verb: Verb): string[] {
  const facts = [
    verb.kind,
    `from ${verb.who.join(', ')}`,
    ...(verb.who.includes('person') ? [`role ${verb.role}`] : []),
    ...(verb.http ? [`\`${verb.http}\``] : []),
  ];
  const params = fieldsOf(verb.params);
  const rows = params.map((p) => `| \`${p.name}\`${p.required ? '' : ' (optional)'} | ${cell(p.text)} |`);
  const table = rows.length > 0 ? ['| parameter | |', '| --- | --- |', ...rows, ''] : [];
  return [
    '',
    `### ${name}`,
    '',
    verb.says,
    '',
    `*${facts.join(' · ')}*`,
    '',
    ...table,
    `Result: \`${typeText(verb.result)}\``,
  ];
}

const cell = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;

/** Comment and fields of each notice, as they stand in the source. */
function notices(source: string): string[] {
  const found = source.matchAll(/\/\*\* (.*?) \*\/\n\s+(?:'([\w.]+)'|(\w+)): (\{.*?\});/g);
  const rows = [...found].map(
    ([, says, quoted, plain, shape]) => `| \`${quoted ?? plain}\` | ${cell(shape!)} | ${says} |`,
  );
  return ['', '## Notices', '', '| notice | params | |', '| --- | --- | --- |', ...rows];
}

function errors(): string[] {
  const rows = Object.entries(errorStatus).map(([code, status]) => `| \`${code}\` | ${status} |`);
  return [
    '',
    '## Errors',
    '',
    'Programs look at the code, never at the message.',
    '',
    '| code | HTTP |',
    '| --- | --- |',
    ...rows,
  ];
}

/** With the comment that stands before each in the source: limits that a type cannot say. */
function values(source: string): string[] {
  const comments = source.matchAll(/\/\*\* ([^\n]*) \*\/\nexport const (\w+)/g);
  const says = new Map([...comments].map(([, comment, name]) => [name, comment]));
  const rows = namedTypes('fields', false).map(
    ([name, text]) => `| \`${name}\` | ${cell(text)} | ${says.get(name) ?? ''} |`,
  );
  return ['', '## Values', '', '| name | | |', '| --- | --- | --- |', ...rows];
}

function shapes(): string[] {
  const all = (['shapes', 'bulk', 'manifest', 'agent', 'run'] as const).flatMap((module) => namedTypes(module));
  return ['', '## Shapes', ...all.flatMap(([name, text]) => ['', `### ${name}`, '', '```ts', text, '```'])];
}
