/** A bulk edit while it runs and after: how far, what it left alone and why; stop it, or put everything back. */
import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconPlayerStop } from '@tabler/icons-react';
import type { BulkView } from '../../../../protocol/shapes-bulk.ts';
import { useCommand, useVerb } from '../../../api/queries.ts';
import { t } from '../../../i18n/index.ts';
import { ActionButton } from '../../../parts/ActionButton.tsx';
import { clauses } from '../../../show/joined.ts';
import { told } from '../../../show/told.ts';
import { BulkBadge } from './BulkBadge.tsx';
import { changeWords } from './words.ts';

interface Props {
  queue: string;
  bulk: BulkView;
  /** The bulk edit that puts it back. */
  onUndo: (bulk: BulkView) => void;
  onClose: () => void;
}

export function BulkProgress({ queue, bulk: first, onUndo, onClose }: Props) {
  const { data } = useVerb('bulk.show', { bulk: first.id }, { topics: [`queue:${queue}`, 'queues'] });
  const bulk = data ?? first;
  const abort = useCommand('bulk.abort');
  const undo = useCommand('bulk.undo');
  const error = abort.error ?? undo.error;
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" className="breaks">
          {bulk.kind === 'undo' ? t('bulk.words.undo') : clauses(changeWords(bulk.change ?? {}))}
        </Text>
        <BulkBadge state={bulk.state} />
      </Group>
      <Bar bulk={bulk} />
      <Sum bulk={bulk} />
      {error && (
        <Alert color="red" role="alert">
          {told(error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        {bulk.state === 'running' && (
          <ActionButton
            label={t('bulk.abort')}
            icon={IconPlayerStop}
            role="operator"
            onClick={() => abort.mutate({ bulk: bulk.id })}
          />
        )}
        {bulk.undoable && (
          <ActionButton
            label={t('bulk.undo')}
            icon={IconArrowBackUp}
            role="operator"
            onClick={() => undo.mutate({ bulk: bulk.id }, { onSuccess: onUndo })}
          />
        )}
        <Button onClick={onClose}>{t('action.close')}</Button>
      </Group>
    </Stack>
  );
}

export function Bar({ bulk: { state, done, total } }: { bulk: BulkView }) {
  const part = total === 0 ? 100 : Math.min(100, Math.round((done / total) * 100));
  const color = state === 'aborted' ? 'orange' : state === 'undone' ? 'gray' : undefined;
  return (
    <Progress.Root size="md">
      <Progress.Section
        value={state === 'done' || state === 'undone' ? 100 : part}
        color={color ?? 'petrol'}
        striped={state === 'running'}
        animated={state === 'running'}
        aria-label={t('bulk.progress')}
      />
    </Progress.Root>
  );
}

/** In words what became of the resources. */
export function sumWords({ state, change, done, total, changed, skipped }: BulkView): string[] {
  return [
    ...(state === 'running' ? [t('bulk.looked', { done, total })] : []),
    t(change?.delete ? 'bulk.deleted' : 'bulk.changed', { n: changed }),
    ...(skipped.locked > 0 ? [t('bulk.skippedLocked', { n: skipped.locked })] : []),
    ...(skipped.edited > 0 ? [t('bulk.skippedEdited', { n: skipped.edited })] : []),
    ...(skipped.key > 0 ? [t('bulk.skippedKey', { n: skipped.key })] : []),
  ];
}

export const Sum = ({ bulk }: { bulk: BulkView }) => (
  <Text fz={13} c="dimmed" role="status">
    {sumWords(bulk).join(' · ')}
  </Text>
);
