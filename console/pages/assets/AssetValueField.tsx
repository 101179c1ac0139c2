/** The input for an asset's value; what is secret is covered while it is typed. */
import { Switch, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { AssetType } from '../../../protocol/shapes-asset.ts';
import { t } from '../../i18n/index.ts';
import { ValueInput } from '../../parts/params/ValueInput.tsx';
import { asParameter } from './values.ts';

interface Props {
  type: AssetType;
  secret: boolean;
  value: Json | undefined;
  error: ReactNode;
  onChange: (value: Json | undefined) => void;
}

export function AssetValueField({ type, secret, value, error, onChange }: Props) {
  const frame = {
    label: t('assets.value'),
    description: secret ? t('assets.secretSays') : undefined,
    required: true,
    error,
  };
  if (type === 'text' && secret) return <SecretText frame={frame} value={value} onChange={onChange} />;
  return (
    <ValueInput frame={frame} parameter={asParameter(type)} value={value} fallback={undefined} onChange={onChange} />
  );
}

interface SecretProps extends Pick<Props, 'value' | 'onChange'> {
  frame: { label: string; description: ReactNode; required: boolean; error: ReactNode };
}

/** Of several lines, as keys and certificates are: a password field would take their line ends away. */
function SecretText({ frame, value, onChange }: SecretProps) {
  const [shown, setShown] = useState(false);
  return (
    <div>
      <Textarea
        {...frame}
        autosize
        minRows={1}
        maxRows={8}
        autoComplete="off"
        spellCheck={false}
        classNames={shown ? {} : { input: 'covered' }}
        value={typeof value === 'string' ? value : ''}
        onChange={(e) => onChange(e.currentTarget.value === '' ? undefined : e.currentTarget.value)}
      />
      <Switch
        mt={8}
        size="xs"
        label={t('assets.showTyped')}
        checked={shown}
        onChange={(e) => setShown(e.currentTarget.checked)}
      />
    </div>
  );
}
