/** JSON typed by hand: what is no JSON yet is kept as it was typed, and said. */
import { JsonInput } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import { t } from '../../i18n/index.ts';
import { notJson, textIfNotJson } from './given.ts';
import type { Frame } from './ValueInput.tsx';

interface Props {
  frame: Frame;
  value: Json | undefined;
  placeholder?: string | undefined;
  onChange: (value: Json | undefined) => void;
}

export function JsonField({ frame, value, placeholder, onChange }: Props) {
  const [text, setText] = useState(() => textOf(value));
  const change = (typed: string) => {
    setText(typed);
    onChange(typed.trim() === '' ? undefined : jsonOf(typed));
  };
  // Taken away or put there from outside: a reset, a draft that was kept.
  const shown =
    JSON.stringify(value) === JSON.stringify(text.trim() === '' ? undefined : jsonOf(text)) ? text : textOf(value);
  return (
    <JsonInput
      {...frame}
      placeholder={placeholder}
      autosize
      minRows={2}
      maxRows={12}
      validationError={t('params.notJson')}
      value={shown}
      onChange={change}
    />
  );
}

const textOf = (value: Json | undefined): string =>
  value === undefined ? '' : (textIfNotJson(value) ?? JSON.stringify(value, null, 2));

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return notJson(text); // still being typed; the form does not send it and says so
  }
}
