/** Edit value and retry (C5): the resource is new again with every attempt; the old value stays in the history. */
import { JsonInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '../../../../protocol/fields.ts';
import { jsonProblem, MAX_VALUE_BYTES } from '../../../../protocol/json-value.ts';
import type { ResourceWithValue } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { FormDialog } from '../../../parts/FormDialog.tsx';
import { sayDone } from '../../../parts/say.ts';
import { visible } from '../../../show/visible.ts';
import { ConflictNote } from './ConflictNote.tsx';
import { WithResource } from './EditResource.tsx';
import type { Edits } from './edits.ts';
import { useEdits } from './useEdits.ts';
import { clipped } from './words.ts';

interface Props {
  queue: string;
  id: string;
  onClose: () => void;
}

export function RetryResource(props: Props) {
  return (
    <WithResource {...props} title={t('resource.retry')}>
      {(resource) => <Form {...props} resource={resource} />}
    </WithResource>
  );
}

const textOf = (value: Json): string => JSON.stringify(value, null, 2);

function Form({ queue, id, resource, onClose }: Props & { resource: ResourceWithValue }) {
  // What is no JSON yet is no edit, but it must not be lost either.
  const [typed, setTyped] = useState<string>();
  const editing = useEdits(resource, {
    ...{ queue, id, verb: 'resource.retry' },
    check: (edits) => ({ value: problemOf(typed, edits) }),
    onSaved: () => {
      sayDone(t('retry.done'));
      onClose();
    },
  });
  const { form } = editing.saving;
  const halfTyped = typed !== undefined && parsed(typed) === undefined;
  const saving = { ...editing.saving, edited: editing.saving.edited || halfTyped };
  const takeTheirs: typeof editing.takeTheirs = (field) => {
    setTyped(undefined);
    editing.takeTheirs(field);
  };
  const change = (text: string) => {
    setTyped(text);
    const value = parsed(text);
    if (value !== undefined) editing.set('value', value);
  };
  return (
    <FormDialog title={t('resource.retry')} saving={saving} save={t('retry.button')} onClose={onClose} size="xl">
      <Text size="sm" c="dimmed">
        {t('retry.says')}
      </Text>
      <Stack gap={6}>
        <JsonInput
          label={t('resource.value')}
          autosize
          minRows={8}
          maxRows={22}
          spellCheck={false}
          classNames={{ input: 'json-input' }}
          validationError={t('retry.notJson')}
          value={typed ?? textOf(editing.shown.value)}
          error={form.errors.value ?? (halfTyped ? t('params.notJson') : null)}
          onChange={change}
          data-autofocus
        />
        <ConflictNote
          editing={{ ...editing, takeTheirs }}
          field="value"
          theirs={clipped(visible(JSON.stringify(resource.value)))}
        />
      </Stack>
    </FormDialog>
  );
}

function problemOf(typed: string | undefined, { mine }: Edits): string | undefined {
  if (typed !== undefined && parsed(typed) === undefined) return t('retry.notJson');
  const problem = mine.value === undefined ? undefined : jsonProblem(mine.value, MAX_VALUE_BYTES);
  return problem === undefined ? undefined : t('retry.tooLarge');
}

/** Undefined: not JSON yet. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // still being typed; the field says so
  }
}
