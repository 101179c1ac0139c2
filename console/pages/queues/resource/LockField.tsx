/** One of the two locks of a resource (C4): a checkbox, the owner at its right, and a date that is active only when ticked. */
import { Checkbox, Group, Stack } from '@mantine/core';
import type { LockView } from '../../../../protocol/shapes.ts';
import { useSession } from '../../../app/session.ts';
import { t } from '../../../i18n/index.ts';
import { InstantField } from '../../../parts/InstantField.tsx';
import { Author } from '../../../parts/Who.tsx';
import { exact } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import { ConflictNote } from './ConflictNote.tsx';
import type { LockWish } from './edits.ts';
import type { Editing } from './useEdits.ts';

const untilOf = (wish: LockWish): number | undefined => (wish === null || wish === true ? undefined : wish.until);

export function LockField({ editing, field }: { editing: Editing; field: 'readLock' | 'writeLock' }) {
  const wish = editing.shown[field];
  const until = untilOf(wish);
  const error = editing.saving.form.errors[field];
  return (
    <Stack gap={6} className="lock-field">
      <Group gap="md" wrap="nowrap">
        <Checkbox
          label={t(`edit.${field}`)}
          checked={wish !== null}
          onChange={(e) => editing.set(field, e.currentTarget.checked ? true : null)}
        />
        <Owner editing={editing} field={field} />
      </Group>
      <InstantField
        label={t(`edit.${field}Until`)}
        description={t('edit.lockUntilSays')}
        value={until}
        disabled={wish === null}
        error={typeof error === 'string' ? error : undefined}
        onChange={(at) => editing.set(field, at === undefined ? true : { until: at })}
      />
      <ConflictNote editing={editing} field={field} theirs={lockWords(editing.now[field])} />
    </Stack>
  );
}

/** A person who sets a lock, or gives it another date, becomes its owner (Q34). */
function Owner({ editing, field }: { editing: Editing; field: 'readLock' | 'writeLock' }) {
  const { user } = useSession();
  const lock = editing.now[field];
  if (editing.shown[field] === null) return null;
  if (editing.isEdited(field) || !lock)
    return <span className="faint small">{t('edit.yours', { name: visible(user.fullName || user.name) })}</span>;
  return (
    <span className="small lock-owner">
      <Author author={lock.owner} />
    </span>
  );
}

export function lockWords(lock: LockView | undefined): string {
  if (!lock) return t('lock.none');
  const owner = visible(lock.owner.name);
  return lock.until === undefined
    ? t('lock.ownedBy', { owner })
    : t('lock.ownedUntil', { owner, until: exact(lock.until) });
}
