/** The parameters of a resource (C4): status, tags, priority, locks. Only what was edited is saved. */
import { Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { MAX_RESOURCE_PRIORITY } from '../../../../protocol/import-check.ts';
import type { ResourceWithValue } from '../../../../protocol/shapes.ts';
import { now } from '../../../environment.ts';
import { t } from '../../../i18n/index.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { FormDialog } from '../../../parts/FormDialog.tsx';
import { Loading, Refused } from '../../../parts/States.tsx';
import { sayDone } from '../../../parts/say.ts';
import { TagsField, tagsWrong } from '../../../parts/TagsField.tsx';
import { listed } from '../../../show/joined.ts';
import { visible } from '../../../show/visible.ts';
import { statuses } from '../Counts.tsx';
import { ConflictNote } from './ConflictNote.tsx';
import type { Edits, LockWish } from './edits.ts';
import { LockField } from './LockField.tsx';
import { type Editing, useEdits, useResource } from './useEdits.ts';

interface Props {
  queue: string;
  id: string;
  onClose: () => void;
}

export function EditResource(props: Props) {
  return (
    <WithResource {...props} title={t('resource.edit')}>
      {(resource) => <Form {...props} resource={resource} />}
    </WithResource>
  );
}

interface WithProps extends Props {
  title: string;
  children: (resource: ResourceWithValue) => ReactNode;
}

/** A dialog that waits until the resource is there. */
export function WithResource({ queue, id, title, onClose, children }: WithProps) {
  const { data, error } = useResource(queue, id);
  if (data) return children(data.resource);
  return (
    <Dialog opened onClose={onClose} title={title}>
      {error ? <Refused error={error} /> : <Loading rows={4} />}
    </Dialog>
  );
}

const inThePast = (wish: LockWish | undefined): boolean =>
  typeof wish === 'object' && wish !== null && wish.until <= now();

function check({ mine }: Edits): Record<string, string | undefined> {
  const n = Number(mine.priority ?? 0);
  const fits = mine.priority !== '' && Number.isInteger(n) && n >= 0 && n <= MAX_RESOURCE_PRIORITY;
  return {
    tags: mine.tags && tagsWrong(mine.tags),
    priority: fits ? undefined : t('resource.priorityRule', { max: MAX_RESOURCE_PRIORITY }),
    readLock: inThePast(mine.readLock) ? t('edit.past') : undefined,
    writeLock: inThePast(mine.writeLock) ? t('edit.past') : undefined,
  };
}

function Form({ queue, id, resource, onClose }: Props & { resource: ResourceWithValue }) {
  const editing = useEdits(resource, {
    ...{ queue, id, verb: 'resource.edit', check },
    onSaved: () => {
      sayDone(t('edit.saved'));
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('resource.edit')}
      saving={editing.saving}
      save={t('form.save')}
      blocked={!editing.saving.edited}
      onClose={onClose}
    >
      <TextInput label={t('resource.id')} value={id} readOnly className="id-field" />
      <Group grow align="flex-start">
        <Status editing={editing} />
        <Priority editing={editing} />
      </Group>
      <Tags editing={editing} />
      <Group grow align="flex-start">
        <LockField editing={editing} field="readLock" />
        <LockField editing={editing} field="writeLock" />
      </Group>
    </FormDialog>
  );
}

function Status({ editing }: { editing: Editing }) {
  const { now: current, shown } = editing;
  const again = current.status === 'error' && (shown.status === 'new' || shown.status === 'in_progress');
  return (
    <Stack gap={6}>
      <Select
        label={t('resource.status')}
        allowDeselect={false}
        data={statuses.map((status) => ({ value: status, label: t(`resource.status.${status}`) }))}
        value={shown.status}
        description={again && current.attemptLimit !== undefined ? t('edit.attemptsAgain') : t('edit.statusSays')}
        error={editing.saving.form.errors.status}
        onChange={(status) => status && editing.set('status', status as typeof shown.status)}
      />
      <ConflictNote editing={editing} field="status" theirs={t(`resource.status.${current.status}`)} />
    </Stack>
  );
}

function Priority({ editing }: { editing: Editing }) {
  return (
    <Stack gap={6}>
      <NumberInput
        label={t('resource.priority')}
        description={t('resource.prioritySays')}
        min={0}
        allowDecimal={false}
        clampBehavior="none"
        value={editing.shown.priority}
        error={editing.saving.form.errors.priority}
        onChange={(priority) => editing.set('priority', priority)}
      />
      <ConflictNote editing={editing} field="priority" theirs={String(editing.now.priority)} />
    </Stack>
  );
}

function Tags({ editing }: { editing: Editing }) {
  const error = editing.saving.form.errors.tags;
  return (
    <Stack gap={6}>
      <TagsField
        label={t('resource.tags')}
        description={t('tags.says')}
        value={editing.shown.tags}
        error={typeof error === 'string' ? error : undefined}
        onChange={(tags) => editing.set('tags', tags)}
      />
      <ConflictNote editing={editing} field="tags" theirs={listed(editing.now.tags.map(visible)) || t('tags.none')} />
    </Stack>
  );
}
