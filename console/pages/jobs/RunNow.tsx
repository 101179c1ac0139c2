/** Run now (J17): what to run, then its configuration for this run only. Opened from jobs, and for one deployment. */
import { Button, Group, Select, Stack } from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { RunForm } from './RunForm.tsx';

interface Props {
  /** By name; absent = it is asked for. */
  deployment?: string | undefined;
  onClose: () => void;
}

export function RunNow({ deployment, onClose }: Props) {
  const asked = deployment === undefined;
  const list = useVerb('deployment.list', {}, { topics: ['deployments'], enabled: asked });
  const enabled = list.data?.items.filter((one) => one.enabled).map((one) => one.name);
  const [chosen, setChosen] = useState<string | null>(null);
  const only = enabled?.length === 1 ? enabled[0] : undefined;
  const name = deployment ?? chosen ?? only;
  const detail = useVerb('deployment.show', { deployment: name ?? '' }, { enabled: name !== undefined });
  const [shown, setShown] = useState(detail.data); // as it was when the form began
  if (detail.data && shown?.name !== detail.data.name) setShown(detail.data);
  if (name !== undefined && shown?.name === name)
    return (
      <RunForm
        key={shown.id}
        deployment={shown}
        onClose={onClose}
        onBack={chosen === null ? undefined : () => setChosen(null)}
      />
    );
  const error = list.error ?? detail.error;
  if (!asked && !error) return null; // for the blink of an eye: the dialog opens when it knows what to ask
  return (
    <Dialog opened onClose={onClose} title={t('runNow.title')} size="lg">
      {error ? (
        <Refused error={error} />
      ) : enabled ? (
        <Choose names={enabled} chosen={chosen} onChoose={setChosen} onClose={onClose} />
      ) : (
        <Loading rows={4} />
      )}
    </Dialog>
  );
}

interface ChooseProps {
  names: string[];
  chosen: string | null;
  onChoose: (name: string | null) => void;
  onClose: () => void;
}

function Choose({ names, chosen, onChoose, onClose }: ChooseProps) {
  if (names.length === 0)
    return (
      <Empty icon={IconPlayerPlay} title={t('runNow.none')}>
        {t('runNow.noneSays')}
        <div className="empty-action">
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => goTo(to.newDeployment())}>
            {t('deployments.new')}
          </Button>
        </div>
      </Empty>
    );
  return (
    <Stack gap="md">
      <Select
        label={t('runNow.deployment')}
        placeholder={t('runNow.choose')}
        searchable
        data={names.map((name) => ({ value: name, label: visible(name) }))}
        value={chosen}
        onChange={onChoose}
        data-autofocus
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
