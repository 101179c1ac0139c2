/** A credential typed by hand: user and secret. One that is kept already is never shown, only replaced. */
import { Button, Group, Input, PasswordInput, TextInput } from '@mantine/core';
import type { Json } from '../../../protocol/fields.ts';
import { t } from '../../i18n/index.ts';
import { pair } from '../../show/joined.ts';
import { MASK } from './given.ts';
import type { Frame } from './ValueInput.tsx';

interface Props {
  frame: Frame;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

export function CredentialField({ frame, value, onChange }: Props) {
  if (value === MASK)
    return (
      <Input.Wrapper {...frame} labelElement="div">
        <Group gap="sm" mt={4}>
          <span className="kept-secret">{MASK}</span>
          <span className="faint small">{t('params.keptSecret')}</span>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={pair(t('params.replace'), frame.label)}
            onClick={() => onChange({ user: '', secret: '' })}
          >
            {t('params.replace')}
          </Button>
        </Group>
      </Input.Wrapper>
    );
  const { user, secret } = partsOf(value);
  const change = (next: { user: string; secret: string }) =>
    onChange(next.user === '' && next.secret === '' ? undefined : next);
  return (
    <Input.Wrapper {...frame} labelElement="div">
      <Group grow gap="xs" mt={4} align="flex-start">
        <TextInput
          aria-label={pair(frame.label, t('params.user'))}
          placeholder={t('params.user')}
          autoComplete="off"
          value={user}
          error={Boolean(frame.error)}
          onChange={(e) => change({ user: e.currentTarget.value, secret })}
        />
        <PasswordInput
          aria-label={pair(frame.label, t('params.secret'))}
          placeholder={t('params.secret')}
          autoComplete="new-password"
          value={secret}
          error={Boolean(frame.error)}
          visibilityToggleButtonProps={{ 'aria-label': t('params.show'), 'aria-hidden': false, tabIndex: 0 }}
          onChange={(e) => change({ user, secret: e.currentTarget.value })}
        />
      </Group>
    </Input.Wrapper>
  );
}

function partsOf(value: Json | undefined): { user: string; secret: string } {
  const parts = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const text = (part: Json | undefined) => (typeof part === 'string' ? part : '');
  return { user: text(parts.user), secret: text(parts.secret) };
}
