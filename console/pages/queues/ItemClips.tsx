/** Each attempt on a resource as a clip of its run: opens the player at the second it was taken (E15). */
import { Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { ResourceEvent, ResourceView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Author } from '../../parts/Who.tsx';
import { shortId } from '../../show/format.ts';
import { Span, Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { type ItemAttempt, itemAttempts } from './itemAttempts.ts';
import { WatchClip } from './WatchClip.tsx';

export function ItemClips({ resource, history }: { resource: Pick<ResourceView, 'id'>; history: ResourceEvent[] }) {
  const attempts = itemAttempts(history);
  if (attempts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('clips.none')}
      </Text>
    );
  return (
    <Table verticalSpacing={6} aria-label={t('clips.title')} className="runs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('run.run')}</Table.Th>
          <Table.Th>{t('jobs.robot')}</Table.Th>
          <Table.Th>{t('clips.taken')}</Table.Th>
          <Table.Th ta="right">{t('run.took')}</Table.Th>
          <Table.Th>{t('clips.ended')}</Table.Th>
          <Table.Th>
            <span className="visually-hidden">{t('clips.watch')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {attempts.map((attempt) => (
          <Row key={`${attempt.run} ${attempt.from}`} attempt={attempt} item={resource.id} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ attempt: { run, by, from, until, end }, item }: { attempt: ItemAttempt; item: string }) {
  const reason = end?.kind === 'failed' ? (end.detail as { reason?: unknown }).reason : undefined;
  return (
    <Table.Tr>
      <Table.Td>
        <Link href={to.run(run)} className="link id" title={run}>
          {shortId(run)}
        </Link>
      </Table.Td>
      <Table.Td>
        <Author author={by} />
      </Table.Td>
      <Table.Td>
        <Time at={from} />
      </Table.Td>
      <Table.Td ta="right">
        <Span from={from} until={until} />
      </Table.Td>
      <Table.Td className="breaks">
        {end ? t(`event.${end.kind}`) : t('clips.inHand')}
        {typeof reason === 'string' && <div className="faint">{visible(reason)}</div>}
      </Table.Td>
      <Table.Td ta="right">
        <WatchClip {...{ run, from, until, item }} />
      </Table.Td>
    </Table.Tr>
  );
}
