/** Asks before many jobs are changed: how many and which, which of them stay as they are and why; then does it (J31). */
import { Alert, Button, Group, NumberInput, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { BatchPreview } from '../../../../protocol/shapes-job.ts';
import { useVerb } from '../../../api/queries.ts';
import { t } from '../../../i18n/index.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { Loading, Refused } from '../../../parts/States.tsx';
import { sayDone } from '../../../parts/say.ts';
import { told } from '../../../show/told.ts';
import { Preview, Skipped } from './Preview.tsx';
import { type Batch, type BatchKind, type Change, type Outcome, useBatch, type Which } from './useBatch.ts';

interface Props {
  kind: BatchKind;
  which: Which;
  /** `done`: something was changed. */
  onClose: (done: boolean) => void;
}

const MAX_PRIORITY = 5_000;

/** Undefined while no priority is said that there could be. */
function changeOf(kind: BatchKind, said: number | string): Change | undefined {
  const priority = Number(said);
  if (kind === 'again') return { again: true };
  if (kind === 'priority') return said !== '' && priority >= 0 && priority <= MAX_PRIORITY ? { priority } : undefined;
  if (kind === 'delete') return { delete: true };
  return kind === 'force' ? { cancel: true, force: true } : { cancel: true };
}

export function BatchDialog({ kind, which, onClose }: Props) {
  const [priority, setPriority] = useState<number | string>('');
  const change = changeOf(kind, priority);
  const batch = useBatch(which);
  const preview = useVerb('job.batchPreview', { ...which, change }, { keep: true, enabled: batch.state === 'ready' });
  const over = batch.state === 'done' || batch.state === 'stopped';
  const close = () => {
    if (batch.state === 'working') return;
    if (over) sayDone(did(kind, batch.outcome?.done ?? 0));
    onClose(batch.outcome !== undefined);
  };
  const changes = preview.data ? preview.data.count - sum(preview.data.skipped) : 0;
  return (
    <Dialog opened onClose={close} title={t(`batch.${kind}Title`)} size="lg">
      <Stack gap="md">
        <Text size="sm">{t(`batch.${kind}Says`)}</Text>
        {kind === 'priority' && batch.state === 'ready' && (
          <Priority value={priority} onChange={setPriority} wrong={!change && priority !== ''} />
        )}
        <What {...{ kind, batch, preview, changes }} />
        <Group justify="flex-end" gap="xs">
          <Foot over={over} working={batch.state === 'working'} onClose={close} onStop={batch.stop} />
          {batch.state === 'ready' && (
            <Button
              color={kind === 'again' || kind === 'priority' ? undefined : 'red'}
              disabled={!change || changes === 0}
              onClick={() => change && void batch.start(change)}
            >
              {t(preview.data?.atLeast ? `batch.${kind}More` : `batch.${kind}N`, { n: changes })}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

interface PriorityProps {
  value: number | string;
  onChange: (value: number | string) => void;
  wrong: boolean;
}

const Priority = ({ value, onChange, wrong }: PriorityProps) => (
  <NumberInput
    label={t('jobs.priority')}
    description={t('priority.rule')}
    min={0}
    max={MAX_PRIORITY}
    clampBehavior="none"
    allowDecimal={false}
    value={value}
    onChange={onChange}
    error={wrong ? t('priority.wrong') : undefined}
    data-autofocus
  />
);

const did = (kind: BatchKind, n: number): string => t(kind === 'delete' ? 'batch.didDelete' : 'batch.did', { n });

interface WhatProps {
  kind: BatchKind;
  batch: Batch;
  preview: { data: BatchPreview | undefined; error: Error | null };
  changes: number;
}

/** What would be done, and once it began what was done. */
function What({ kind, batch, preview: { data, error }, changes }: WhatProps) {
  return (
    <>
      {batch.outcome ? (
        <Under kind={kind} outcome={batch.outcome} working={batch.state === 'working'} of={data?.count} />
      ) : data ? (
        <Preview preview={data} changes={changes} deletes={kind === 'delete'} />
      ) : error ? (
        <Refused error={error} />
      ) : (
        <Loading rows={4} />
      )}
      {batch.error && (
        <Alert color="red" role="alert">
          {told(batch.error)}
        </Alert>
      )}
    </>
  );
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, n) => all + n, 0);

interface FootProps {
  over: boolean;
  working: boolean;
  onClose: () => void;
  onStop: () => void;
}

function Foot({ over, working, onClose, onStop }: FootProps) {
  if (working)
    return (
      <Button variant="default" onClick={onStop}>
        {t('batch.stop')}
      </Button>
    );
  return (
    <Button variant="default" onClick={onClose} data-autofocus>
      {t(over ? 'action.close' : 'action.keep')}
    </Button>
  );
}

interface UnderProps {
  kind: BatchKind;
  outcome: Outcome;
  working: boolean;
  of: number | undefined;
}

/** How far it is, and what became of them. */
function Under({ kind, outcome, working, of }: UnderProps) {
  const looked = outcome.done + sum(outcome.skipped);
  return (
    <Stack gap="xs" role="status">
      {working && <Progress value={of ? Math.min(100, (looked / of) * 100) : 100} animated aria-label={t('loading')} />}
      <Text size="sm" fw={600}>
        {did(kind, outcome.done)}
      </Text>
      <Skipped {...outcome} />
    </Stack>
  );
}
