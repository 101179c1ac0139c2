/** One schedule (C6): what it says, its next times, its last result; and the same page to change it. */
import { Alert, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconEdit, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ScheduleDetail } from '../../../protocol/shapes-schedule.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { BackLink } from '../../parts/BackLink.tsx';
import { Fact, Json } from '../../parts/Facts.tsx';
import { Card, Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { Author } from '../../parts/Who.tsx';
import { count, exact } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { LastResult, NextStart } from './columns.tsx';
import { NextTimes } from './NextTimes.tsx';
import { ruleWords } from './rule-words.ts';
import { DeleteSchedule, EnabledSwitch } from './ScheduleActions.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';

export function SchedulePage({ name, edit }: { name: string; edit: boolean }) {
  const topics = [`schedule:${name}`, 'schedules', 'calendars', 'jobs'];
  const { data, error, refetch } = useVerb('schedule.show', { schedule: name }, { topics });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (edit)
    return (
      <Page
        title={t('schedule.editTitle', { schedule: visible(data.name) })}
        above={<BackLink to={to.schedules()} name={t('schedules.title')} />}
      >
        <ScheduleForm key={data.id} schedule={data} />
      </Page>
    );
  return <View schedule={data} />;
}

/** The deployment may be named in the address: a deployment's page leads here. */
export function NewSchedulePage() {
  const deployment = useAddressQuery()[0].get('deployment');
  return (
    <Page
      title={t('schedules.new')}
      says={t('schedule.newSays')}
      above={<BackLink to={to.schedules()} name={t('schedules.title')} />}
    >
      <ScheduleForm deployment={deployment} />
    </Page>
  );
}

function View({ schedule }: { schedule: ScheduleDetail }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <Page
      title={visible(schedule.name)}
      above={<BackLink to={to.schedules()} name={t('schedules.title')} />}
      says={ruleWords(schedule.rule)}
      actions={
        <>
          <EnabledSwitch schedule={schedule} label={t('schedule.enabled')} />
          <ActionButton
            label={t('form.edit')}
            icon={IconEdit}
            role="developer"
            onClick={() => goTo(to.editSchedule(schedule))}
          />
          <ActionButton label={t('form.delete')} icon={IconTrash} role="developer" onClick={() => setDeleting(true)} />
        </>
      }
    >
      <Stopped schedule={schedule} />
      <div className="form-page form-page-two">
        <Stack gap="lg">
          <Card title={t('schedule.facts')}>
            <Facts schedule={schedule} />
          </Card>
          <Json title={t('schedule.params')} value={schedule.params} none={t('schedule.noParams')} />
        </Stack>
        <Card title={t('schedule.next')}>
          {schedule.times.length === 0 ? (
            <Text p="md" size="sm" c="dimmed">
              {t('schedule.noTimes')}
            </Text>
          ) : (
            <NextTimes times={schedule.times} zone={schedule.timezone} />
          )}
        </Card>
      </div>
      <DeleteSchedule schedule={schedule} opened={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}

/** Why nothing starts, where Gantry itself or the deployment is the reason. */
function Stopped({ schedule }: { schedule: ScheduleDetail }) {
  const { data } = useVerb('deployment.list', {}, { topics: ['deployments'] });
  const deployment = data?.items.find(({ name }) => name === schedule.deployment);
  const sleeps = schedule.enabled && deployment?.enabled === false;
  const { because, becauseAs } = schedule;
  const asleep = sleeps ? t('schedule.deploymentDisabled', { deployment: visible(schedule.deployment) }) : '';
  const says = because === undefined ? asleep : toldAs(because, becauseAs);
  if (says === '') return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle size={18} aria-hidden />}>
      {says}
    </Alert>
  );
}

function Facts({ schedule }: { schedule: ScheduleDetail }) {
  const { start, end, priority, calendar } = schedule;
  return (
    <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="md" p="md">
      <Fact name={t('schedule.deployment')}>
        <Link href={to.deployment(schedule.deployment)} className="link">
          {visible(schedule.deployment)}
        </Link>
      </Fact>
      <Fact name={t('schedule.nextStart')}>
        <NextStart schedule={schedule} />
      </Fact>
      <Fact name={t('schedule.last')}>
        <LastResult last={schedule.last} />
      </Fact>
      <Fact name={t('schedule.zone')}>{schedule.timezone}</Fact>
      <Fact name={t('schedule.start')}>{start === undefined ? '—' : exact(start)}</Fact>
      <Fact name={t('schedule.end')}>{end === undefined ? '—' : exact(end)}</Fact>
      <Fact name={t('schedule.calendar')}>
        {calendar === undefined ? (
          t('schedule.calendarNone')
        ) : (
          <Link href={to.calendar(calendar)} className="link">
            {visible(calendar)}
          </Link>
        )}
      </Fact>
      <Fact name={t('schedule.missed')}>{t(`schedule.missed.${schedule.missed}`)}</Fact>
      <Fact name={t('schedule.priority')}>{priority === undefined ? t('schedule.priorityNone') : count(priority)}</Fact>
      <Fact name={t('schedule.author')}>
        <Author author={schedule.author} /> · <Time at={schedule.created} />
      </Fact>
      <Fact name={t('schedule.editor')}>
        <Author author={schedule.editor} /> · <Time at={schedule.updated} />
      </Fact>
    </SimpleGrid>
  );
}
