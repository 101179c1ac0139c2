/** The first step: name, package, version, how it runs, and its parameters. */
import { Button, Collapse, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Parameter } from '../../../protocol/manifest.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Section } from '../../parts/Page.tsx';
import { errorsOf } from '../../parts/params/given.ts';
import { ParamsForm } from '../../parts/params/ParamsForm.tsx';
import { RunSettings } from '../../parts/RunSettings.tsx';
import { Loading } from '../../parts/States.tsx';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { MoreSettings } from './MoreSettings.tsx';
import { givenOf, type Values } from './values.ts';

export interface StepProps {
  form: UseFormReturnType<Values>;
}

interface Props extends StepProps {
  parameters: readonly Parameter[];
  /** Are the parameters those of the chosen version already? */
  known: boolean;
}

export function StepWhat({ form, parameters, known }: Props) {
  return (
    <Stack gap="lg">
      <Identity form={form} />
      <Running form={form} />
      {form.values.package !== null && (
        <Section level={2} title={t('params.title')}>
          {known ? (
            <ParamsForm
              parameters={parameters}
              given={givenOf(form.values)}
              errors={errorsOf(form.errors)}
              saved={form.getInitialValues().params}
              onChange={({ values, bindings }) => form.setValues({ params: values, bindings })}
            />
          ) : (
            <Loading rows={3} />
          )}
        </Section>
      )}
    </Stack>
  );
}

function Identity({ form }: StepProps) {
  const { values } = form;
  const packages = useVerb('package.list', {}, { topics: ['packages'] });
  const chosen = packages.data?.items.find((one) => one.name === values.package);
  const choose = (name: string | null) => {
    const follows = values.name === '' || values.name === values.package;
    form.setValues({ package: name, version: 'latest', ...(follows ? { name: name ?? '' } : {}) });
    form.clearFieldError('package');
  };
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <Select
        label={t('jobs.package')}
        placeholder={t('deployment.choosePackage')}
        nothingFoundMessage={t('deployment.noPackage')}
        required
        searchable
        allowDeselect={false}
        data={(packages.data?.items ?? []).map(({ name }) => ({ value: name, label: visible(name) }))}
        value={values.package}
        onChange={choose}
        error={form.errors.package ?? (packages.error ? told(packages.error) : undefined)}
      />
      <Select
        label={t('deployment.version')}
        allowDeselect={false}
        data={versionsOf(chosen, values.version)}
        {...form.getInputProps('version')}
      />
      <TextInput label={t('deployment.name')} required maxLength={60} {...form.getInputProps('name')} />
    </SimpleGrid>
  );
}

function versionsOf(chosen: { latest: string; versions: { version: string }[] } | undefined, now: string) {
  const latest = chosen ? t('deployment.latestNow', { version: visible(chosen.latest) }) : t('deployment.latest');
  const versions = chosen?.versions.map(({ version }) => version) ?? [];
  if (now !== 'latest' && !versions.includes(now)) versions.unshift(now);
  return [
    { value: 'latest', label: latest },
    ...versions.map((version) => ({ value: version, label: visible(version) })),
  ];
}

function Running({ form }: StepProps) {
  const { values } = form;
  const [more, setMore] = useState(false);
  const hidden = !more && form.errors.backoff === undefined && form.errors.lostAfterMs === undefined;
  return (
    <Section
      level={2}
      title={t('runNow.settings')}
      side={
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={!hidden}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => setMore(!more)}
        >
          {t('deployment.more')}
        </Button>
      }
    >
      <RunSettings wide values={values} errors={form.errors} onChange={(change) => form.setValues(change)} />
      <Collapse expanded={!hidden}>
        <MoreSettings form={form} />
      </Collapse>
    </Section>
  );
}
