/** What happened to a resource, in words (Q48): one line for each thing that an event says of itself. */
import type { Json } from '../../../../protocol/fields.ts';
import type { ResourceEvent } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { exact } from '../../../show/format.ts';
import { listed, pair } from '../../../show/joined.ts';
import { visible } from '../../../show/visible.ts';

/** Characters of a value that stand in a line. */
const SHOWN = 120;

export const clipped = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);

type Detail = { [name: string]: Json };
interface Change {
  before: Json;
  after: Json;
}

const isObject = (json: Json | undefined): json is Detail =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const detailOf = ({ detail }: ResourceEvent): Detail => (isObject(detail) ? detail : {});

const changeOf = (json: Json | undefined): Change | undefined =>
  isObject(json) && Object.hasOwn(json, 'before') && Object.hasOwn(json, 'after')
    ? { before: json.before!, after: json.after! }
    : undefined;

/** The value before and after, of an event that changed it. */
export const valueChange = (event: ResourceEvent): Change | undefined => changeOf(detailOf(event).value);

/** The lines below the event's name. */
export function eventWords(event: ResourceEvent): string[] {
  const detail = detailOf(event);
  return [
    ...reason(event, detail),
    ...statusWords(detail),
    ...tagWords(detail),
    ...numberWords(detail),
    ...lockChanges(detail),
    ...lockWords(event.kind, detail.locks),
    ...effectWords(event.kind, detail),
    ...(typeof detail.until === 'number' ? [t('event.says.until', { until: exact(detail.until) })] : []),
    ...(typeof detail.bulk === 'string' ? [t('event.says.bulk')] : []),
    ...(detail.restored === true ? [t('event.says.restored')] : []),
    ...(detail.retry === true ? [t('event.says.retry')] : []),
  ];
}

function reason({ kind }: ResourceEvent, detail: Detail): string[] {
  if (kind === 'released') return [t(detail.why === 'date' ? 'event.says.releasedDate' : 'event.says.releasedEnd')];
  if (kind !== 'failed') return [];
  const left = detail.attemptsLeft;
  return [
    ...(typeof detail.reason === 'string' ? [visible(detail.reason)] : []),
    ...(detail.retry === false ? [t('event.says.noRetry')] : []),
    ...(typeof left === 'number' && detail.counted === true ? [t('event.says.attemptsLeft', { n: left })] : []),
    ...(detail.counted === false ? [t('event.says.notCounted')] : []),
    ...(detail.end === true ? [t('event.says.runEnded')] : []),
  ];
}

const statusWord = (status: Json): string =>
  status === 'new' || status === 'in_progress' || status === 'processed' || status === 'error'
    ? t(`resource.status.${status}`)
    : String(status);

function statusWords({ status }: Detail): string[] {
  const change = changeOf(status);
  if (change) return [arrow(t('resource.status'), statusWord(change.before), statusWord(change.after))];
  return typeof status === 'string' ? [pair(t('resource.status'), statusWord(status))] : [];
}

function tagWords({ tags }: Detail): string[] {
  const change = changeOf(tags);
  const list = (json: Json) =>
    Array.isArray(json) && json.length > 0 ? visible(listed(json.map(String))) : t('tags.none');
  return change ? [arrow(t('resource.tags'), list(change.before), list(change.after))] : [];
}

function numberWords({ priority, attemptsLeft }: Detail): string[] {
  const [p, a] = [changeOf(priority), changeOf(attemptsLeft)];
  return [
    ...(p ? [arrow(t('resource.priority'), String(p.before), String(p.after))] : []),
    ...(a ? [arrow(t('resource.attempts'), String(a.before), String(a.after))] : []),
  ];
}

function lockChanges(detail: Detail): string[] {
  return (['read', 'write'] as const).flatMap((kind) => {
    const change = changeOf(detail[`${kind}Lock`]);
    return change ? [arrow(t(`lock.${kind}Lock`), lockOf(change.before), lockOf(change.after))] : [];
  });
}

function lockOf(json: Json): string {
  if (!isObject(json)) return t('lock.none');
  const owner = visible(String(json.by ?? ''));
  return typeof json.until === 'number'
    ? t('lock.ownedUntil', { owner, until: exact(json.until) })
    : t('lock.ownedBy', { owner });
}

/** Which locks were asked for or given back. */
function lockWords(kind: ResourceEvent['kind'], locks: Json | undefined): string[] {
  if (!isObject(locks)) return [];
  const gone = kind === 'unlocked' || kind === 'released';
  return (['read', 'write'] as const).flatMap((which) => {
    const lock = locks[which];
    if (lock === undefined) return [];
    const name = t(`lock.${which}Lock`);
    const until = isObject(lock) && typeof lock.until === 'number' ? exact(lock.until) : undefined;
    if (gone) return [t('event.says.lockGone', { lock: name })];
    return [
      until === undefined ? t('event.says.lockSet', { lock: name }) : t('event.says.lockUntil', { lock: name, until }),
    ];
  });
}

function effectWords(kind: ResourceEvent['kind'], { name, state, result }: Detail): string[] {
  if (kind !== 'effect' || typeof name !== 'string') return [];
  const values = { name: visible(name) };
  if (state === 'intended') return [t('event.says.effectBegun', values)];
  if (state === 'forgotten') return [t('event.says.effectForgotten', values)];
  const told = result === undefined || result === null ? [] : [clipped(visible(JSON.stringify(result)))];
  return [t('event.says.effectDone', values), ...told];
}

const arrow = (what: string, before: string, after: string): string => pair(what, `${before} → ${after}`);

export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** Field by field when both are objects; undefined when they must be shown as a whole. */
export function fieldChanges({ before, after }: Change): FieldChange[] | undefined {
  if (!isObject(before) || !isObject(after)) return undefined;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (of: Detail, name: string) =>
    Object.hasOwn(of, name) ? clipped(visible(JSON.stringify(of[name]))) : undefined;
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({ field: visible(name), before: text(before, name), after: text(after, name) }));
}
