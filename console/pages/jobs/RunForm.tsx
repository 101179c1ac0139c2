/** The configuration of one run: only what differs from the deployment is sent, so that nothing else is ever changed (J17). */
import { Button, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ParamsIn, Result } from '../../../protocol/contract.ts';
import type { Json } from '../../../protocol/fields.ts';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import { useOnce } from '../../api/once.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { Section } from '../../parts/Page.tsx';
import { changesOf, checkGiven, errorsOf, ofParameters, withoutSecrets } from '../../parts/params/given.ts';
import { ParamsForm } from '../../parts/params/ParamsForm.tsx';
import { checkSettings, RunSettings, type Settings } from '../../parts/RunSettings.tsx';
import { sayDone } from '../../parts/say.ts';
import { TargetField } from '../../parts/target/TargetField.tsx';
import { checkTarget, fieldOfTarget, saidTarget, type Target, targetOf } from '../../parts/target/target.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

interface Values extends Settings {
  target: Target;
  params: Record<string, Json>;
  bindings: Record<string, string>;
}

interface Props {
  deployment: DeploymentDetail;
  onClose: () => void;
  /** To the choice of the deployment, where there is one. */
  onBack: (() => void) | undefined;
}

export function RunForm({ deployment, onClose, onBack }: Props) {
  const { parameters } = deployment;
  const once = useOnce();
  const saving = useSaving({
    initial: valuesOf(deployment),
    draft: `run.${deployment.id}`,
    draftOf: (values) => ({ ...values, params: withoutSecrets(parameters, values.params, deployment.params) }),
    fieldOf: fieldOfTarget,
    check: (values) => ({
      ...checkSettings(values),
      target: checkTarget(values.target),
      ...checkGiven(parameters, givenOf(values), true),
    }),
    save: (values) => once('job.run', wishOf(deployment, values)),
    onSaved: (answer) => {
      onClose();
      showJobs(deployment.name, answer);
    },
  });
  return (
    <FormDialog
      title={t('runNow.titleOf', { deployment: visible(deployment.name) })}
      saving={saving}
      save={t('runNow.button')}
      size="xl"
      onClose={onClose}
      more={
        onBack && (
          <Button variant="subtle" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onBack}>
            {t('runNow.other')}
          </Button>
        )
      }
    >
      <Fields deployment={deployment} saving={saving} />
    </FormDialog>
  );
}

function Fields({ deployment, saving: { form } }: { deployment: DeploymentDetail; saving: Saving<Values> }) {
  const { values } = form;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('runNow.what', {
          package: visible(deployment.package),
          version: deployment.version === 'latest' ? t('deployment.latest') : visible(deployment.version),
          target: visible(deployment.pool ?? deployment.robots.join(', ')),
        })}
      </Text>
      <Section title={t('params.title')}>
        <ParamsForm
          parameters={deployment.parameters}
          given={givenOf(values)}
          errors={errorsOf(form.errors)}
          saved={deployment.params}
          onChange={(given) => form.setValues({ params: given.values, bindings: given.bindings })}
        />
      </Section>
      <Section title={t('runNow.settings')}>
        <RunSettings values={values} errors={form.errors} onChange={(change) => form.setValues(change)} />
      </Section>
      <Section title={t('target.title')}>
        <TargetField
          value={values.target}
          error={form.errors.target}
          package={deployment.package}
          version={deployment.runs}
          onChange={(target) => form.setFieldValue('target', target)}
        />
      </Section>
    </>
  );
}

const givenOf = ({ params, bindings }: Pick<Values, 'params' | 'bindings'>) => ({ values: params, bindings });

function valuesOf(deployment: DeploymentDetail): Values {
  const { retries, priority, recording, timeoutMs, params, bindings, parameters } = deployment;
  const given = ofParameters(parameters, { values: params, bindings });
  const target = targetOf(deployment);
  return { retries, priority, recording, timeoutMs, target, params: given.values, bindings: given.bindings };
}

function wishOf(deployment: DeploymentDetail, values: Values): ParamsIn<'job.run'> {
  const before = valuesOf(deployment);
  const differs = (key: keyof Values) => JSON.stringify(before[key]) !== JSON.stringify(values[key]);
  return {
    deployment: deployment.name,
    source: 'manual',
    ...changesOf(givenOf(before), givenOf(values)),
    ...(differs('retries') ? { retries: Number(values.retries) } : {}),
    ...(differs('priority') ? { priority: Number(values.priority) } : {}),
    ...(differs('recording') ? { recording: values.recording } : {}),
    ...(differs('timeoutMs') ? { timeoutMs: values.timeoutMs ?? 0 } : {}),
    ...(differs('target') ? saidTarget(values.target) : {}),
  };
}

/** The job, when there is one; else those of the deployment. */
function showJobs(deployment: string, { jobs }: Result<'job.run'>): void {
  sayDone(t('runNow.done', { n: jobs.length }));
  goTo(jobs.length === 1 ? to.job(jobs[0]!.id) : to.deployment(deployment));
}
