/** A bulk edit in words: what it does, to which resources. */
import type { BulkChange, ResourceWhere } from '../../../../protocol/shapes-bulk.ts';
import { t } from '../../../i18n/index.ts';
import { exact } from '../../../show/format.ts';
import { listed } from '../../../show/joined.ts';
import { visible } from '../../../show/visible.ts';

const list = (texts: readonly string[]): string => listed(texts.map(visible));

/** Each change on its own. */
export function changeWords(change: BulkChange): string[] {
  const { status, priority, addTags, removeTags, value, unlock, retry } = change;
  return [
    ...(change.delete ? [t('bulk.words.delete')] : []),
    ...(retry ? [t('bulk.words.retry')] : []),
    ...(status ? [t('bulk.words.status', { status: t(`resource.status.${status}`) })] : []),
    ...(priority === undefined ? [] : [t('bulk.words.priority', { priority })]),
    ...(addTags?.length ? [t('bulk.words.addTags', { tags: list(addTags) })] : []),
    ...(removeTags?.length ? [t('bulk.words.removeTags', { tags: list(removeTags) })] : []),
    ...(value === undefined ? [] : [t('bulk.words.value')]),
    ...(unlock?.read ? [t('bulk.words.unlockRead')] : []),
    ...(unlock?.write ? [t('bulk.words.unlockWrite')] : []),
  ];
}

/** Each part of a filter on its own; nothing = every resource. */
export function whereWords(where: ResourceWhere): string[] {
  const { status, tags, allTags, key, author, editor, text, locked, ids } = where;
  return [
    ...(ids ? [t('bulk.where.ids', { n: ids.length })] : []),
    ...(status ? [listed(status.map((one) => t(`resource.status.${one}`)))] : []),
    ...(tags ? [t('bulk.where.tags', { tags: list(tags) })] : []),
    ...(allTags ? [t('bulk.where.allTags', { tags: list(allTags) })] : []),
    ...(key === undefined ? [] : [t('bulk.where.key', { key: visible(key) })]),
    ...(author === undefined ? [] : [t('bulk.where.author', { author: visible(author) })]),
    ...(editor === undefined ? [] : [t('bulk.where.editor', { editor: visible(editor) })]),
    ...(text === undefined ? [] : [t('bulk.where.text', { text: visible(text) })]),
    ...(locked === undefined ? [] : [t(locked ? 'filter.locked' : 'filter.unlocked')]),
    ...range(t('resource.priority'), where.priorityFrom, where.priorityTo, String),
    ...range(t('resource.created'), where.createdFrom, where.createdTo, exact),
    ...range(t('resource.updated'), where.updatedFrom, where.updatedTo, exact),
  ];
}

function range(what: string, from: number | undefined, to: number | undefined, shown: (n: number) => string): string[] {
  if (from === undefined && to === undefined) return [];
  return [`${what} ${from === undefined ? '…' : shown(from)} – ${to === undefined ? '…' : shown(to)}`];
}
