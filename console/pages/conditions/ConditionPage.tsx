/** One launch condition (C6): what it starts and why nothing starts now, its settings, its jobs. */
import { SimpleGrid } from '@mantine/core';
import { IconBolt, IconBoltOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { GantryError } from '../../../protocol/errors.ts';
import type { ConditionView } from '../../../protocol/shapes-condition.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Standing } from '../../parts/Standing.tsx';
import { Empty, Loading, Refused } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { count } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { ConditionBadge } from './ConditionBadge.tsx';
import { ConditionForm } from './ConditionForm.tsx';
import { conditionTopics, LastResult } from './columns.tsx';
import { DeleteCondition } from './DeleteCondition.tsx';
import { OnOff } from './OnOff.tsx';
import { saysOf } from './saysOf.ts';

const Above = () => (
  <Link href={to.conditions()} className="link above">
    {t('conditions.title')}
  </Link>
);

const tones = { enabled: 'good', paused: 'warn', disabled: 'quiet' } as const;

export function ConditionPage({ queue }: { queue: string }) {
  const { data, error, refetch } = useVerb('condition.show', { queue }, { topics: conditionTopics });
  if (error instanceof GantryError && error.code === 'ConditionNotFound') return <Gone queue={queue} />;
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('conditions.of', { queue: visible(data.queue) })}
      above={<Above />}
      actions={<Actions condition={data} />}
    >
      <Standing
        tone={tones[data.state]}
        icon={data.state === 'enabled' ? IconBolt : IconBoltOff}
        title={t(data.state === 'enabled' ? 'conditions.why' : 'conditions.whyNot')}
      >
        {saysOf(data)}
      </Standing>
      <Card title={t('conditions.settings')} side={<ConditionBadge state={data.state} />}>
        <Settings condition={data} />
      </Card>
      <Card title={t('conditions.now')}>
        <Now condition={data} />
      </Card>
    </Page>
  );
}

function Gone({ queue }: { queue: string }) {
  return (
    <Page title={t('conditions.title')} above={<Above />}>
      <Card>
        <Empty icon={IconBolt} title={t('conditions.gone')}>
          {t('conditions.goneSays', { queue: visible(queue) })}
        </Empty>
      </Card>
    </Page>
  );
}

function Actions({ condition }: { condition: ConditionView }) {
  const [asked, setAsked] = useState<'edit' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <OnOff condition={condition} />
      <ActionButton
        label={t('form.edit')}
        icon={IconPencil}
        role="operator"
        variant="filled"
        onClick={() => setAsked('edit')}
      />
      <ActionButton label={t('form.delete')} icon={IconTrash} role="operator" onClick={() => setAsked('delete')} />
      {asked === 'edit' && <ConditionForm condition={condition} onClose={close} />}
      {asked === 'delete' && (
        <DeleteCondition condition={condition} onClose={close} onDeleted={() => goTo(to.conditions())} />
      )}
    </>
  );
}

const Facts = ({ facts }: { facts: [string, ReactNode][] }) => (
  <SimpleGrid cols={{ base: 2, md: 4 }} p="md" spacing="md">
    {facts.map(([name, what]) => (
      <Fact key={name} name={name}>
        {what}
      </Fact>
    ))}
  </SimpleGrid>
);

function Settings({ condition: c }: { condition: ConditionView }) {
  const queue = (
    <Link href={to.queue(c.queue)} className="link">
      {visible(c.queue)}
    </Link>
  );
  return (
    <Facts
      facts={[
        [t('conditions.queue'), queue],
        [t('conditions.deployment'), visible(c.deployment)],
        [t('conditions.minWaiting'), count(c.minWaiting)],
        [t('conditions.maxJobs'), count(c.maxJobs)],
        [
          t('conditions.onePer'),
          c.onePer === undefined ? t('conditions.neverMore') : t('conditions.onePerN', { n: c.onePer }),
        ],
        [t('conditions.countAbandoned'), t(c.countAbandoned ? 'conditions.yes' : 'conditions.no')],
        [t('resource.author'), <Author key="a" author={c.author} />],
        [t('resource.editor'), <Changed key="e" condition={c} />],
      ]}
    />
  );
}

const Changed = ({ condition: { editor, updated } }: { condition: ConditionView }) => (
  <>
    <Author author={editor} /> · <Time at={updated} />
  </>
);

function Now({ condition: c }: { condition: ConditionView }) {
  return (
    <Facts
      facts={[
        [t('conditions.waiting'), count(c.waiting)],
        [t('conditions.wanted'), count(c.wanted)],
        [t('conditions.open'), t('conditions.openOf', { open: c.open, most: c.most })],
        [t('conditions.failures'), count(c.failuresInRow)],
        [t('conditions.last'), <LastResult key="l" condition={c} />],
        ...(c.last?.message
          ? ([[t('conditions.lastSays'), toldAs(c.last.message, c.last.messageAs)]] as [string, ReactNode][])
          : []),
      ]}
    />
  );
}
