/** The input for a parameter's value, by its type (J1). */
import { NumberInput, Select, Switch, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { visible } from '../../show/visible.ts';
import { CredentialField } from './CredentialField.tsx';
import { FileField } from './FileField.tsx';
import { JsonField } from './JsonField.tsx';
import { type Fallback, valueText } from './valueText.ts';

/** What every input has around it. */
export interface Frame {
  label: string;
  description: ReactNode;
  required: boolean;
  error: ReactNode;
}

interface Props {
  frame: Frame;
  parameter: Parameter;
  value: Json | undefined;
  /** Shown where nothing is typed. */
  fallback: Fallback | undefined;
  /** `undefined` = not given. */
  onChange: (value: Json | undefined) => void;
}

export function ValueInput({ frame, parameter, value, fallback, onChange }: Props) {
  const { type, choices } = parameter;
  const empty = fallback?.value === undefined ? undefined : valueText(type, fallback.value);
  if (choices && choices.length > 0)
    return <Choice frame={frame} choices={choices} value={value} empty={empty} onChange={onChange} />;
  if (type === 'boolean')
    return (
      <Switch
        {...frame}
        checked={(value ?? fallback?.value) === true}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    );
  if (type === 'number')
    return (
      <NumberInput
        {...frame}
        placeholder={empty}
        value={typeof value === 'number' ? value : ''}
        onChange={(n) => onChange(typeof n === 'number' ? n : undefined)}
      />
    );
  if (type === 'credential') return <CredentialField frame={frame} value={value} onChange={onChange} />;
  if (type === 'file') return <FileField frame={frame} value={value} onChange={onChange} />;
  if (type === 'json') return <JsonField frame={frame} value={value} placeholder={empty} onChange={onChange} />;
  return (
    <Textarea
      {...frame}
      autosize
      minRows={1}
      maxRows={8}
      placeholder={empty}
      value={typeof value === 'string' ? value : ''}
      onChange={(e) => onChange(e.currentTarget.value === '' ? undefined : e.currentTarget.value)}
    />
  );
}

interface ChoiceProps {
  frame: Frame;
  choices: Json[];
  value: Json | undefined;
  empty: string | undefined;
  onChange: (value: Json | undefined) => void;
}

function Choice({ frame, choices, value, empty, onChange }: ChoiceProps) {
  const texts = choices.map((choice) => JSON.stringify(choice));
  const label = (choice: Json) => visible(typeof choice === 'string' ? choice : JSON.stringify(choice));
  return (
    <Select
      {...frame}
      placeholder={empty}
      searchable={choices.length > 10}
      clearable
      data={[...new Set(texts)].map((text) => ({ value: text, label: label(JSON.parse(text) as Json) }))}
      value={value === undefined ? null : JSON.stringify(value)}
      onChange={(text) => onChange(text === null ? undefined : (JSON.parse(text) as Json))}
    />
  );
}
