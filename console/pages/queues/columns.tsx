/** The columns of the resource table (C3). The key stands with the id: by it people know a resource. */
import { Group } from '@mantine/core';
import { IconClock, IconEyeOff, IconLock } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { LockView, ResourceView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author, ShortId, Tags } from '../../parts/Who.tsx';
import { StatusBadge } from '../../show/Badges.tsx';
import { count, exact } from '../../show/format.ts';
import { hint } from '../../show/Hints.tsx';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';

export const resourceColumns: Column<ResourceView>[] = [
  {
    key: 'id',
    title: t('resource.id'),
    cell: (r) => (
      <>
        <Link href={to.resource(r.queue, r.id)} className="link">
          <ShortId id={r.id} />
        </Link>
        {r.key !== undefined && <div className="faint resource-key">{visible(r.key)}</div>}
      </>
    ),
  },
  { key: 'status', title: t('resource.status'), cell: (r) => <StatusBadge status={r.status} /> },
  { key: 'attempts', title: t('resource.attempts'), cell: (r) => <Attempts resource={r} /> },
  { key: 'tags', title: t('resource.tags'), cell: (r) => <Tags tags={r.tags} /> },
  {
    key: 'priority',
    title: t('resource.priority'),
    align: 'right',
    sort: 'priority',
    cell: (r) => count(r.priority),
  },
  { key: 'locks', title: t('resource.locks'), cell: (r) => <Locks resource={r} /> },
  { key: 'author', title: t('resource.author'), cell: (r) => <Author author={r.author} /> },
  { key: 'created', title: t('resource.created'), sort: 'created', cell: (r) => <Time at={r.created} /> },
  { key: 'editor', title: t('resource.editor'), extra: true, cell: (r) => <Author author={r.editor} /> },
  { key: 'updated', title: t('resource.updated'), sort: 'updated', cell: (r) => <Time at={r.updated} /> },
];

/** Remaining of the limit (Q14). */
export function Attempts({ resource: { attemptsLeft, attemptLimit } }: { resource: ResourceView }) {
  if (attemptsLeft === undefined || attemptLimit === undefined)
    return <span className="faint">{t('queues.noLimit')}</span>;
  return <span className="nowrap">{t('resource.attemptsOf', { left: attemptsLeft, limit: attemptLimit })}</span>;
}

export function Locks({ resource: { readLock, writeLock } }: { resource: ResourceView }) {
  return (
    <Group gap={8} wrap="nowrap">
      {readLock && <Lock kind="read" lock={readLock} />}
      {writeLock && <Lock kind="write" lock={writeLock} />}
    </Group>
  );
}

function Lock({ kind, lock }: { kind: 'read' | 'write'; lock: LockView }) {
  const Icon = kind === 'read' ? IconEyeOff : IconLock;
  const owner = visible(lock.owner.name);
  const says =
    lock.until === undefined ? t('lock.by', { owner }) : t('lock.byUntil', { owner, until: exact(lock.until) });
  return (
    <span className="author nowrap" {...hint(says)}>
      <Icon size={14} aria-hidden />
      {t(`lock.${kind}`)}
      {lock.until !== undefined && <IconClock size={13} aria-label={t('lock.dated')} />}
    </span>
  );
}
