/** The two steps of a deployment: what runs and how, then where. Save, or save and go on to a schedule (C8). */
import { Button, Group, Paper, Stack, Stepper } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCalendarPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Parameter } from '../../../protocol/manifest.ts';
import type { DeploymentView } from '../../../protocol/shapes-fleet.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Discard, RefusedForm, Restored } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { fieldOfTarget } from '../../parts/target/target.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { StepWhat } from './StepWhat.tsx';
import { StepWhere } from './StepWhere.tsx';
import { changeOf, checkAll, checkWhat, draftOf, type Values, wishOf } from './values.ts';

interface Props {
  initial: Values;
  draft: string;
  /** Where Cancel leads. */
  back: string;
  /** Absent = a new one. */
  edits?: DeploymentView;
}

/** Fields of the second step; a refusal of any other leads back to the first. */
const SECOND = new Set(['target', 'whenNoRobot']);

export function DeploymentForm({ initial, draft, back, edits }: Props) {
  const [first] = useState(initial);
  const [parameters, setParameters] = useState<readonly Parameter[]>([]);
  const schedule = useRef(false);
  const saving = useSaving({
    initial: first,
    draft,
    draftOf: draftOf(parameters, first),
    fieldOf: (field) => fieldOfTarget(field) ?? (field.startsWith('backoff') ? 'backoff' : undefined),
    check: (values) => checkAll(values, parameters),
    save: (values) =>
      edits
        ? call('deployment.update', changeOf(first, values, parameters))
        : call('deployment.create', wishOf(values, parameters)),
    onSaved: ({ name }) => {
      sayDone(t(edits ? 'deployment.saved' : 'deployment.created', { deployment: visible(name) }));
      goTo(schedule.current ? to.newSchedule(name) : to.deployment(name));
    },
  });
  const known = useParameters(saving.form.values, setParameters);
  const submit = (andSchedule: boolean) => {
    schedule.current = andSchedule;
    saving.submit();
  };
  return <Steps saving={saving} parameters={parameters} known={known} back={back} submit={submit} />;
}

/** The parameters of the chosen version; false while they are not here. */
function useParameters({ package: name, version }: Values, found: (parameters: readonly Parameter[]) => void): boolean {
  const { data } = useVerb('package.show', { package: name ?? '' }, { topics: ['packages'], enabled: name !== null });
  const wanted = version === 'latest' ? data?.latest : version;
  const parameters = name === null ? [] : data?.versions.find((one) => one.version === wanted)?.manifest.parameters;
  useEffect(() => {
    if (parameters) found(parameters);
  }, [parameters, found]);
  return parameters !== undefined;
}

interface StepsProps {
  saving: Saving<Values>;
  parameters: readonly Parameter[];
  known: boolean;
  back: string;
  submit: (andSchedule: boolean) => void;
}

function Steps({ saving, parameters, known, back, submit }: StepsProps) {
  const { form } = saving;
  const [step, setStep] = useState(0);
  const wrong = Object.keys(form.errors).some((field) => !SECOND.has(field));
  useEffect(() => {
    if (wrong) setStep(0);
  }, [wrong]);
  const next = () => {
    const errors = Object.entries(checkWhat(form.values, parameters)).filter(([, says]) => says !== undefined);
    form.setErrors(Object.fromEntries(errors));
    if (errors.length === 0) setStep(1);
  };
  return (
    <Paper withBorder className="card deployment-form">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (step === 0) next();
          else submit(false);
        }}
      >
        <Stack gap="lg">
          <Restored saving={saving} />
          <Stepper active={step} onStepClick={(to) => (to === 0 ? setStep(0) : next())} size="sm">
            <Stepper.Step label={t('deployment.stepWhat')} description={t('deployment.stepWhatSays')}>
              <StepWhat form={form} parameters={parameters} known={known} />
            </Stepper.Step>
            <Stepper.Step label={t('deployment.stepWhere')} description={t('deployment.stepWhereSays')}>
              <StepWhere form={form} />
            </Stepper.Step>
          </Stepper>
          <RefusedForm error={saving.refused} />
          <Foot saving={saving} step={step} back={back} onFirst={() => setStep(0)} onSchedule={() => submit(true)} />
        </Stack>
      </form>
    </Paper>
  );
}

interface FootProps {
  saving: Saving<Values>;
  step: number;
  back: string;
  onFirst: () => void;
  onSchedule: () => void;
}

function Foot({ saving, step, back, onFirst, onSchedule }: FootProps) {
  const [asking, setAsking] = useState(false);
  const may = useMay('developer');
  const leave = () => {
    saving.giveUp();
    goTo(back);
  };
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" mr="auto" onClick={() => (saving.edited ? setAsking(true) : leave())}>
        {t('action.cancel')}
      </Button>
      {step === 0 ? (
        <Button key="next" type="submit" rightSection={<IconArrowRight size={16} aria-hidden />}>
          {t('deployment.next')}
        </Button>
      ) : (
        <>
          <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onFirst}>
            {t('deployment.back')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconCalendarPlus size={16} aria-hidden />}
            disabled={!may}
            onClick={onSchedule}
          >
            {t('deployment.saveAndSchedule')}
          </Button>
          <Button key="save" type="submit" loading={saving.busy} disabled={!may}>
            {t('form.save')}
          </Button>
        </>
      )}
      <Discard opened={asking} onYes={leave} onClose={() => setAsking(false)} />
    </Group>
  );
}
