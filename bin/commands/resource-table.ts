/** Resources and their events as people read them: one table for lists, previews and searches. */
import type { Author } from '../../protocol/fields.ts';
import type { LockView, ResourceEvent, ResourceView } from '../../protocol/shapes.ts';
import type { ResourceAnswer } from '../../protocol/shapes-answer.ts';
import { clean, print, printTable, state, when } from '../output.ts';

export const statusText = (status: string): string => (status === 'error' ? state('error') : status.replace('_', ' '));

export const attemptsText = ({ attemptLimit, attemptsLeft }: ResourceAnswer): string =>
  attemptLimit ? `${attemptsLeft} of ${attemptLimit}` : '';

/** `read by desk-1 until 2026-11-22 18:00:00, write by Administrator` */
export function locksText({ readLock, writeLock }: ResourceAnswer): string {
  const one = (kind: string, lock: LockView | undefined) =>
    lock ? [`${kind} by ${lock.owner.name}${lock.until ? ` until ${when(lock.until)}` : ''}`] : [];
  return [...one('read', readLock), ...one('write', writeLock)].join(', ');
}

const HEAD = [
  'RESOURCE',
  'STATUS',
  'ATTEMPTS',
  'KEY',
  'TAGS',
  'PRIORITY',
  'LOCKS',
  'AUTHOR',
  'CREATED',
  'EDITOR',
  'UPDATED',
];

export function printResources(items: ResourceView[], empty = 'nothing here'): void {
  const rows = items.map((r) => [
    r.id,
    statusText(r.status),
    attemptsText(r),
    r.key ?? '',
    r.tags.join(', '),
    String(r.priority),
    locksText(r),
    r.author.name,
    when(r.created),
    r.editor.name,
    when(r.updated),
  ]);
  printTable(HEAD, rows, empty);
}

/** The parameters of one resource, a line each. */
export function printResource(r: ResourceAnswer): void {
  print(`${r.id} in ${clean(r.queue)}: ${statusText(r.status)}, priority ${r.priority}`);
  const facts: [string, string][] = [
    ['key', r.key ?? ''],
    ['tags', r.tags.join(', ')],
    ['attempts left', attemptsText(r)],
    ['locks', locksText(r)],
    ['created', `${when(r.created)}${by(r.author)}`],
    ['updated', `${when(r.updated)}${by(r.editor)}`],
  ];
  for (const [name, text] of facts) if (text !== '') print(`  ${name.padEnd(14)} ${clean(text)}`);
}

const by = (who: Author | undefined): string => (who ? ` by ${who.name}` : '');

const DETAIL_CHARS = 160;

export function printHistory(events: ResourceEvent[]): void {
  const rows = events.map((e) => [when(e.at), e.kind, e.by.name, e.run ?? '', detailText(e.detail)]);
  printTable(['TIME', 'WHAT', 'WHO', 'RUN', 'DETAIL'], rows, 'no event is kept');
}

function detailText(detail: unknown): string {
  const text = JSON.stringify(detail ?? {});
  if (text === '{}') return ''; // nothing more to say
  return text.length > DETAIL_CHARS ? `${text.slice(0, DETAIL_CHARS)}…` : text;
}
