/** Run now (J17): a deployment's configuration for this run only; Cancel creates nothing and asks only if edited. */
import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { GantryError } from '../../../protocol/errors.ts';
import type { Json } from '../../../protocol/fields.ts';
import type { DeploymentView, PackageView } from '../../../protocol/shapes-fleet.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Command, Empty, Loading, Refused } from '../../parts/States.tsx';
import { sayDone } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';
import { ParamField } from './ParamField.tsx';

export function RunNow({ onClose }: { onClose: () => void }) {
  const [edited, setEdited] = useState(false);
  const deployments = useVerb('deployment.list', {});
  const packages = useVerb('package.list', {});
  const error = deployments.error ?? packages.error;
  const [asking, setAsking] = useState(false);
  const close = () => (edited ? setAsking(true) : onClose());
  return (
    <Modal
      opened
      onClose={close}
      title={t('runNow.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {deployments.data && packages.data ? (
        <Choose
          deployments={deployments.data.items.filter((d) => d.enabled)}
          packages={packages.data.items}
          onEdit={() => setEdited(true)}
          onCancel={close}
          onDone={onClose}
        />
      ) : error ? (
        <Refused error={error} />
      ) : (
        <Loading rows={4} />
      )}
      <Confirm
        opened={asking}
        title={t('runNow.discardTitle')}
        yes={t('runNow.leave')}
        busy={false}
        error={null}
        onYes={onClose}
        onClose={() => setAsking(false)}
      >
        {t('runNow.discard')}
      </Confirm>
    </Modal>
  );
}

interface ChooseProps {
  deployments: DeploymentView[];
  packages: PackageView[];
  onEdit: () => void;
  onCancel: () => void;
  onDone: () => void;
}

function Choose({ deployments, ...rest }: ChooseProps) {
  const [name, setName] = useState(deployments.length === 1 ? deployments[0]!.name : null);
  const deployment = deployments.find((d) => d.name === name);
  if (deployments.length === 0)
    return (
      <Empty icon={IconPlayerPlay} title={t('runNow.none')}>
        {t('runNow.noneSays')}
        <Command>gantry deploy my-robot --pool my-pool</Command>
      </Empty>
    );
  return (
    <Stack gap="md">
      <Select
        label={t('runNow.deployment')}
        placeholder={t('runNow.choose')}
        searchable
        data={deployments.map((d) => ({ value: d.name, label: visible(d.name) }))}
        value={name}
        onChange={setName}
        data-autofocus
      />
      {deployment && <Configure key={deployment.id} deployment={deployment} {...rest} />}
    </Stack>
  );
}

function Configure({
  deployment,
  packages,
  onEdit,
  onCancel,
  onDone,
}: Omit<ChooseProps, 'deployments'> & { deployment: DeploymentView }) {
  const parameters = manifestOf(packages, deployment)?.parameters ?? [];
  const [priority, setPriority] = useState<number | string>(deployment.priority);
  const [retries, setRetries] = useState<number | string>(deployment.retries);
  const [params, setParams] = useState<Record<string, Json>>(() => ({
    ...Object.fromEntries(parameters.flatMap((p) => (p.default === undefined ? [] : [[p.name, p.default]]))),
    ...deployment.params,
  }));
  const run = useCommand('job.run');
  const refused = run.error instanceof GantryError ? run.error : undefined;
  const at = (field: string) => (refused?.field === field ? visible(refused.message) : undefined);
  const known = ['priority', 'retries', ...parameters.map((p) => `params.${p.name}`)];
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const config = { priority: Number(priority), retries: Number(retries), params, source: 'manual' as const };
    run.mutate(
      { deployment: deployment.name, ...config },
      {
        onSuccess: ({ jobs }) => {
          sayDone(t('runNow.done', { n: jobs.length }));
          onDone();
          if (jobs.length === 1) goTo(to.job(jobs[0]!.id));
        },
      },
    );
  };
  return (
    <form onSubmit={submit} onChange={onEdit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('runNow.what', {
            package: visible(deployment.package),
            version: visible(deployment.version),
            target: visible(deployment.pool ?? deployment.robots.join(', ')),
          })}
        </Text>
        <Group grow>
          <NumberInput
            label={t('jobs.priority')}
            description={t('runNow.priorityRule')}
            min={0}
            max={5000}
            value={priority}
            onChange={setPriority}
            error={at('priority')}
          />
          <NumberInput
            label={t('runNow.retries')}
            description={t('runNow.retriesRule')}
            min={0}
            max={10}
            value={retries}
            onChange={setRetries}
            error={at('retries')}
          />
        </Group>
        {parameters.map((p) => (
          <ParamField
            key={p.name}
            parameter={p}
            value={params[p.name]}
            error={at(`params.${p.name}`)}
            onChange={(value) => {
              const { [p.name]: _, ...others } = params;
              setParams(value === undefined ? others : { ...others, [p.name]: value });
            }}
          />
        ))}
        {run.error && !known.includes(refused?.field ?? '') && (
          <Alert color="red" role="alert">
            {visible(run.error.message)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={run.isPending} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
            {t('runNow.button')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function manifestOf(packages: PackageView[], { package: name, version }: DeploymentView) {
  const found = packages.find((p) => p.name === name);
  const wanted = version === 'latest' ? found?.latest : version;
  return found?.versions.find((v) => v.version === wanted)?.manifest;
}
