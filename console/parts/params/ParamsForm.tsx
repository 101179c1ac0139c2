/** The inputs for all parameters of a package version, each typed by hand or bound to an asset (J1, J13). */
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';
import { bound, type Given, MASK, typed } from './given.ts';
import { ParamField } from './ParamField.tsx';
import './params.css';

interface Props {
  parameters: readonly Parameter[];
  given: Given;
  onChange: (given: Given) => void;
  /** By the parameter's name: `errorsOf(form.errors)`. */
  errors: Record<string, ReactNode>;
  /** What counts where nothing is given, when something stands before the package's defaults: a deployment's values. */
  inherited?: Given | undefined;
  /** As they are saved: a credential that is kept there can be kept on. */
  saved?: Record<string, Json>;
  /** False = values are typed only. */
  bindable?: boolean;
}

export function ParamsForm({ parameters, given, onChange, errors, inherited, saved, bindable = true }: Props) {
  if (parameters.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('params.none')}
      </Text>
    );
  return (
    <Stack gap="md" role="group" aria-label={t('params.title')}>
      {parameters.map((parameter) => (
        <ParamField
          key={`${parameter.name} ${parameter.type}`}
          parameter={parameter}
          value={given.values[parameter.name]}
          asset={given.bindings[parameter.name]}
          error={errors[parameter.name]}
          kept={saved?.[parameter.name] === MASK}
          fallback={fallbackOf(parameter, inherited)}
          onType={(value) => onChange(typed(given, parameter.name, value))}
          onBind={bindable ? (asset) => onChange(bound(given, parameter.name, asset)) : undefined}
        />
      ))}
    </Stack>
  );
}

/** What counts when the field stays empty: an asset, a value, or nothing. */
function fallbackOf({ name, default: byPackage }: Parameter, inherited: Given | undefined) {
  const asset = inherited?.bindings[name];
  const value = inherited?.values[name];
  if (asset !== undefined) return { from: 'deployment' as const, asset };
  if (value !== undefined) return { from: 'deployment' as const, value };
  return byPackage === undefined ? undefined : { from: 'package' as const, value: byPackage };
}
