/** Making or changing a webhook: the address, which events, and which jobs and queues they are about. */
import { Checkbox, MultiSelect, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import type { WebhookEvent, WebhookView } from '../../../protocol/shapes-webhook.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

type EndState = 'succeeded' | 'failed' | 'cancelled';
interface Values {
  name: string;
  url: string;
  events: WebhookEvent[];
  states: EndState[];
  deployments: string[];
  queues: string[];
  enabled: boolean;
}
type Form = UseFormReturnType<Values>;

const events: WebhookEvent[] = ['job.ended', 'robot.lost', 'queue.drained'];
const endStates: EndState[] = ['succeeded', 'failed', 'cancelled'];

function valuesOf(webhook: WebhookView | undefined): Values {
  if (!webhook)
    return { name: '', url: '', events: ['job.ended'], states: ['failed'], deployments: [], queues: [], enabled: true };
  const { name, url, deployments, queues, state } = webhook;
  const states = endStates.filter((one) => webhook.states.includes(one));
  return { name, url, events: webhook.events, states, deployments, queues, enabled: state !== 'disabled' };
}

interface Props {
  /** Absent = a new one. */
  webhook?: WebhookView;
  onClose: () => void;
}

export function WebhookForm({ webhook, onClose }: Props) {
  const [secret, setSecret] = useState<string>();
  const saving = useSaving<Values, { name: string; secret: string | undefined }>({
    initial: valuesOf(webhook),
    draft: webhook ? `webhook.${webhook.id}` : 'webhook',
    check: ({ name, events }) => ({
      name: name.trim() === '' ? t('schedule.needsName') : undefined,
      events: events.length === 0 ? t('webhook.needsEvent') : undefined,
    }),
    save: (values) => save(webhook, values),
    onSaved: (saved) => {
      sayDone(t('webhook.saved', { webhook: visible(saved.name) }));
      if (saved.secret === undefined) onClose();
      else setSecret(saved.secret);
    },
  });
  const { form } = saving;
  if (secret !== undefined)
    return (
      <ShownOnce
        title={t('webhook.secretTitle', { webhook: visible(form.values.name) })}
        says={t('webhook.secretSays')}
        secret={secret}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={webhook ? t('webhook.editTitle', { webhook: visible(webhook.name) }) : t('webhooks.new')}
      saving={saving}
      save={t(webhook ? 'form.save' : 'form.create')}
      onClose={onClose}
    >
      <Fields form={form} />
    </FormDialog>
  );
}

async function save(webhook: WebhookView | undefined, values: Values) {
  if (webhook) {
    const { name } = await call('webhook.update', { webhook: webhook.id, ...values });
    return { name, secret: undefined };
  }
  const made = await call('webhook.create', values);
  return { name: made.webhook.name, secret: made.secret };
}

function Fields({ form }: { form: Form }) {
  const about = (event: WebhookEvent) => form.values.events.includes(event);
  return (
    <>
      <TextInput label={t('webhook.name')} required maxLength={60} data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('webhook.url')}
        description={t('webhook.urlRule')}
        placeholder="https://example.org/gantry"
        required
        type="url"
        {...form.getInputProps('url')}
      />
      <Checkbox.Group label={t('webhook.events')} {...form.getInputProps('events')}>
        <Stack gap={8} mt={6}>
          {events.map((event) => (
            <Checkbox
              key={event}
              size="xs"
              value={event}
              label={t(`webhook.event.${event}`)}
              description={t(`webhook.eventSays.${event}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {about('job.ended') && <OfJobs form={form} />}
      {about('queue.drained') && <OfQueues form={form} />}
      <Switch label={t('webhook.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </>
  );
}

function OfJobs({ form }: { form: Form }) {
  const { data } = useVerb('deployment.list', {});
  return (
    <>
      <MultiSelect
        label={t('webhook.states')}
        description={t('webhook.emptyIsAll')}
        data={endStates.map((value) => ({ value, label: t(`job.state.${value}`) }))}
        {...form.getInputProps('states')}
      />
      <MultiSelect
        label={t('webhook.deployments')}
        description={t('webhook.emptyIsAll')}
        searchable
        data={names(data?.items, form.values.deployments)}
        {...form.getInputProps('deployments')}
      />
    </>
  );
}

function OfQueues({ form }: { form: Form }) {
  const { data } = useVerb('queue.list', {});
  return (
    <MultiSelect
      label={t('webhook.queues')}
      description={t('webhook.emptyIsAll')}
      searchable
      data={names(data?.items, form.values.queues)}
      {...form.getInputProps('queues')}
    />
  );
}

/** What is chosen may be gone meanwhile: it stays in the list until it is taken away. */
const names = (items: { name: string }[] | undefined, chosen: string[]) =>
  [...new Set([...chosen, ...(items ?? []).map(({ name }) => name)])].map((name) => ({
    value: name,
    label: visible(name),
  }));
