/** The input for one parameter of a manifest, by its type (J1). */
import { JsonInput, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  parameter: Parameter;
  value: Json | undefined;
  error: string | undefined;
  /** `undefined` = not given. */
  onChange: (value: Json | undefined) => void;
}

export function ParamField({ parameter, value, error, onChange }: Props) {
  const frame = {
    label: parameter.name,
    description: parameter.description && visible(parameter.description),
    required: parameter.required,
    error,
  };
  if (parameter.choices && parameter.choices.length > 0) {
    const texts = parameter.choices.map((choice) => JSON.stringify(choice));
    return (
      <Select
        {...frame}
        clearable={!parameter.required}
        data={parameter.choices.map((choice, i) => ({ value: texts[i]!, label: visible(String(choice)) }))}
        value={value === undefined ? null : JSON.stringify(value)}
        onChange={(text) => onChange(text === null ? undefined : (JSON.parse(text) as Json))}
      />
    );
  }
  if (parameter.type === 'boolean')
    return (
      <Switch
        label={frame.label}
        description={frame.description}
        error={error}
        checked={value === true}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    );
  if (parameter.type === 'number')
    return (
      <NumberInput
        {...frame}
        value={typeof value === 'number' ? value : ''}
        onChange={(n) => onChange(typeof n === 'number' ? n : undefined)}
      />
    );
  if (parameter.type === 'json' || parameter.type === 'credential')
    return <JsonField {...frame} value={value} onChange={onChange} />;
  return (
    <TextInput
      {...frame}
      value={typeof value === 'string' ? value : ''}
      onChange={(e) => onChange(e.currentTarget.value === '' ? undefined : e.currentTarget.value)}
    />
  );
}

type JsonProps = Omit<Props, 'parameter'> & { label: string; description: string | undefined; required: boolean };

/** Keeps what was typed while it is not JSON yet. */
function JsonField({ value, onChange, ...frame }: JsonProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const change = (typed: string) => {
    setText(typed);
    if (typed.trim() === '') return onChange(undefined);
    const parsed = parse(typed);
    if (parsed !== undefined) onChange(parsed);
  };
  return (
    <JsonInput
      {...frame}
      autosize
      minRows={3}
      maxRows={12}
      validationError={t('runNow.notJson')}
      value={text}
      onChange={change}
    />
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // still being typed; the field says so
  }
}
