/** One delivery at an address of its own: what was sent, what came back, how often it was tried; and sending it again. */
import { Code, Drawer, Group, SimpleGrid, Stack, Table, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { DeliveryTry, DeliveryView, WebhookView } from '../../../protocol/shapes-webhook.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { useOverlay } from '../../parts/Dialog.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { count, duration } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible, visibleLines } from '../../show/visible.ts';
import { DeliveryBadge } from './badges.tsx';
import { eventName } from './event-name.ts';

interface Props {
  webhook: WebhookView;
  id: string;
  onClose: () => void;
}

export function DeliveryDrawer({ webhook, id, onClose }: Props) {
  const params = { webhook: webhook.id, delivery: id };
  const { data, error, refetch } = useVerb('webhook.delivery', params, { topics: ['webhooks'] });
  useOverlay(true, onClose);
  const again = useCommand('webhook.redeliver');
  const send = () => again.mutate(params, { onSuccess: () => sayDone(t('delivery.sentAgain')), onError: sayRefused });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      closeOnEscape={false}
      title={<span className="id">{id}</span>}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {data ? (
        <Stack gap="lg">
          <Facts delivery={data} />
          <Group>
            <ActionButton
              label={t('delivery.again')}
              icon={IconSend}
              role="admin"
              unless={data.state === 'waiting' ? t('delivery.waitsAnyway') : undefined}
              onClick={send}
            />
          </Group>
          <Text title={t('delivery.request')} text={`POST ${webhook.url}\nwebhook-id: ${data.id}`} />
          <Text title={t('delivery.payload')} text={JSON.stringify(data.payload, null, 2)} />
          <Tries tries={data.tries} />
          {data.lastAnswer !== undefined && <Text title={t('delivery.answerText')} text={data.lastAnswer} />}
        </Stack>
      ) : error ? (
        <Refused error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Drawer>
  );
}

function Facts({ delivery }: { delivery: DeliveryView }) {
  const { lastStatus, lastMs, lastError, due, ended } = delivery;
  return (
    <SimpleGrid cols={2} spacing="md">
      <Fact name={t('delivery.state')}>
        <DeliveryBadge state={delivery.state} />
      </Fact>
      <Fact name={t('delivery.event')}>{eventName(delivery.event)}</Fact>
      <Fact name={t('delivery.attempts')}>{count(delivery.attempts)}</Fact>
      <Fact name={t('delivery.answer')}>{lastStatus === undefined ? '—' : `HTTP ${lastStatus}`}</Fact>
      <Fact name={t('delivery.took')}>{lastMs === undefined ? '—' : duration(lastMs)}</Fact>
      <Fact name={t('delivery.created')}>
        <Time at={delivery.created} />
      </Fact>
      {due !== undefined && (
        <Fact name={t('delivery.due')}>
          <Time at={due} />
        </Fact>
      )}
      {ended !== undefined && (
        <Fact name={t('delivery.ended')}>
          <Time at={ended} />
        </Fact>
      )}
      {lastError !== undefined && (
        <Fact name={t('delivery.error')}>
          <span className="bad-text">{visible(lastError)}</span>
        </Fact>
      )}
    </SimpleGrid>
  );
}

/** What each attempt came to, the latest first. */
function Tries({ tries }: { tries: DeliveryTry[] }) {
  if (tries.length === 0) return null;
  return (
    <section>
      <Title order={2} size={14} mb="xs">
        {t('delivery.attempts')}
      </Title>
      <Table verticalSpacing={6} aria-label={t('delivery.attempts')}>
        <Table.Tbody>
          {tries.toReversed().map(({ at, status, ms, error, answer }) => (
            <Table.Tr key={at}>
              <Table.Td className="nowrap">
                <Time at={at} />
              </Table.Td>
              <Table.Td className="nowrap">{status === undefined ? '—' : `HTTP ${status}`}</Table.Td>
              <Table.Td className="nowrap">{duration(ms)}</Table.Td>
              <Table.Td className="when-cell">
                {error !== undefined && <div className="bad-text small">{visible(error)}</div>}
                {answer !== undefined && <div className="faint small">{visible(answer)}</div>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <Title order={2} size={14} mb="xs">
        {title}
      </Title>
      <Code block className="value" tabIndex={0}>
        {visibleLines(text)}
      </Code>
    </section>
  );
}
