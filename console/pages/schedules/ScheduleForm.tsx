/** Making or changing a schedule: what, when, with which parameters; its next times beside it. */
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import type { ScheduleDetail, ScheduleView } from '../../../protocol/shapes-schedule.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormPage } from '../../parts/FormPage.tsx';
import { InstantField } from '../../parts/InstantField.tsx';
import { checkGiven, ofParameters, withoutSecrets } from '../../parts/params/given.ts';
import { sayDone } from '../../parts/say.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { OwnParams } from './OwnParams.tsx';
import { Preview, previewProblem, usePreview } from './Preview.tsx';
import { fieldOf, newValues, type ScheduleValues, settingsOf, valuesOf } from './values.ts';
import { type PartProps, WhenField } from './WhenField.tsx';
import { ZoneSelect } from './ZoneSelect.tsx';

interface Props {
  /** Absent = a new one. */
  schedule?: ScheduleView;
  deployment?: string | null;
}

export function ScheduleForm(props: Props) {
  const { schedule } = props;
  const { saving, deployed } = useScheduleForm(props);
  const { form } = saving;
  const preview = usePreview(form.values);
  const problem = previewProblem(preview.error, form.values);
  const wrong: PartProps['wrong'] = (field) =>
    (form.errors[field] as string | undefined) ?? (problem?.field === field ? problem.says : undefined);
  return (
    <FormPage
      saving={saving}
      save={t(schedule ? 'form.save' : 'form.create')}
      onLeave={() => goTo(schedule ? to.schedule(schedule) : to.schedules())}
      beside={<Preview values={form.values} preview={preview} />}
    >
      <What form={form} wrong={wrong} />
      <WhenField form={form} wrong={wrong} />
      <Zone form={form} wrong={wrong} />
      <Exceptions form={form} wrong={wrong} />
      <Priority form={form} wrong={wrong} />
      <OwnParams form={form} deployment={deployed} />
    </FormPage>
  );
}

function useScheduleForm({ schedule, deployment = null }: Props) {
  const saving: Saving<ScheduleValues> = useSaving<ScheduleValues, ScheduleDetail>({
    initial: schedule ? valuesOf(schedule) : newValues(deployment),
    draft: schedule ? `schedule.${schedule.id}` : 'schedule',
    draftOf: (values) => ({
      ...values,
      params: withoutSecrets(deployed?.parameters ?? [], values.params, schedule?.params ?? {}),
    }),
    check: (values) => ({
      name: values.name.trim() === '' ? t('schedule.needsName') : undefined,
      deployment: values.deployment === null ? t('schedule.needsDeployment') : undefined,
      ...checkGiven(deployed?.parameters ?? [], { values: values.params, bindings: {} }, false),
    }),
    save: (values) => save(schedule, ofDeployment(values, deployed)),
    onSaved: (saved) => {
      sayDone(t(schedule ? 'schedule.saved' : 'schedule.created', { schedule: visible(saved.name) }));
      goTo(to.schedule(saved));
    },
    fieldOf,
  });
  const chosen = saving.form.values.deployment;
  const { data: deployed } = useVerb(
    'deployment.show',
    { deployment: chosen ?? '' },
    { enabled: chosen !== null, topics: ['deployments'] },
  );
  return { saving, deployed };
}

/** Of values that were typed for another deployment, only those that this one knows. */
function ofDeployment(values: ScheduleValues, deployed: DeploymentDetail | undefined): ScheduleValues {
  if (!deployed) return values;
  return { ...values, params: ofParameters(deployed.parameters, { values: values.params, bindings: {} }).values };
}

async function save(schedule: ScheduleView | undefined, values: ScheduleValues): Promise<ScheduleDetail> {
  const { name, deployment } = values;
  const what = { name, deployment: deployment ?? '', ...settingsOf(values) };
  if (!schedule) return call('schedule.create', what);
  return call('schedule.update', { schedule: schedule.id, ...what });
}

function What({ form, wrong }: PartProps) {
  const { data } = useVerb('deployment.list', {}, { topics: ['deployments'] });
  const names = (data?.items ?? []).map(({ name }) => name);
  const chosen = form.values.deployment;
  const all = chosen === null || names.includes(chosen) ? names : [chosen, ...names];
  return (
    <Group align="flex-start" gap="sm" grow>
      <TextInput
        label={t('schedule.name')}
        required
        maxLength={60}
        data-autofocus
        {...form.getInputProps('name')}
        error={wrong('name')}
      />
      <Select
        label={t('schedule.deployment')}
        required
        searchable
        nothingFoundMessage={t('schedule.noDeployments')}
        data={all.map((name) => ({ value: name, label: visible(name) }))}
        {...form.getInputProps('deployment')}
        error={wrong('deployment')}
      />
    </Group>
  );
}

function Zone({ form, wrong }: PartProps) {
  return (
    <>
      <ZoneSelect
        value={form.values.timezone}
        error={wrong('timezone')}
        onChange={(zone) => form.setFieldValue('timezone', zone)}
      />
      <Group align="flex-start" gap="sm" grow>
        <InstantField
          label={t('schedule.start')}
          description={t('schedule.startRule')}
          value={form.values.start}
          error={wrong('start')}
          onChange={(at) => form.setFieldValue('start', at)}
        />
        <InstantField
          label={t('schedule.end')}
          description={t('schedule.endRule')}
          value={form.values.end}
          error={wrong('end')}
          onChange={(at) => form.setFieldValue('end', at)}
        />
      </Group>
    </>
  );
}

function Exceptions({ form, wrong }: PartProps) {
  const { data } = useVerb('calendar.list', {}, { topics: ['calendars'] });
  return (
    <Group align="flex-start" gap="sm" grow>
      <Select
        label={t('schedule.calendar')}
        description={t('schedule.calendarRule')}
        placeholder={t('schedule.calendarNone')}
        clearable
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        data={(data?.items ?? []).map(({ name }) => ({ value: name, label: visible(name) }))}
        {...form.getInputProps('calendar')}
        error={wrong('calendar')}
      />
      <Select
        label={t('schedule.missed')}
        description={t('schedule.missedRule')}
        allowDeselect={false}
        data={(['once', 'skip'] as const).map((value) => ({ value, label: t(`schedule.missed.${value}`) }))}
        {...form.getInputProps('missed')}
        error={wrong('missed')}
      />
    </Group>
  );
}

function Priority({ form, wrong }: PartProps) {
  return (
    <NumberInput
      label={t('schedule.priority')}
      description={t('schedule.priorityRule')}
      maw={420}
      min={0}
      max={5000}
      allowDecimal={false}
      {...form.getInputProps('priority')}
      error={wrong('priority')}
    />
  );
}
