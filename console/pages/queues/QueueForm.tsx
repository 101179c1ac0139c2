/** Create a queue, or its parameters: the name and the limit of attempts (C2, C3). */
import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import type { QueueView } from '../../../protocol/shapes.ts';
import { call } from '../../api/call.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

interface Values {
  name: string;
  limited: boolean;
  attempts: number | string;
}

const MAX_NAME = 60;
const MAX_ATTEMPTS = 1_000_000;
/** What the field holds when the limit is switched on. */
const USUAL_ATTEMPTS = 3;

const fieldOf = (field: string) => (field === 'attemptLimit' ? 'attempts' : undefined);

function check({ name, limited, attempts }: Values): Record<string, string | undefined> {
  const length = [...name.trim()].length;
  const n = Number(attempts);
  const fits = Number.isInteger(n) && n >= 1 && n <= MAX_ATTEMPTS;
  return {
    name: length >= 1 && length <= MAX_NAME ? undefined : t('queueForm.nameRule'),
    attempts: limited && !fits ? t('queueForm.attemptsRule', { max: MAX_ATTEMPTS }) : undefined,
  };
}

export function CreateQueue({ onClose }: { onClose: () => void }) {
  const saving = useSaving<Values, QueueView>({
    initial: { name: '', limited: false, attempts: USUAL_ATTEMPTS },
    draft: 'queue',
    check,
    fieldOf,
    save: ({ name, limited, attempts }) =>
      call('queue.create', { name: name.trim(), ...(limited ? { attemptLimit: Number(attempts) } : {}) }),
    onSaved: (queue) => {
      sayDone(t('queueForm.created', { name: visible(queue.name) }));
      onClose();
      goTo(to.queue(queue.name));
    },
  });
  return (
    <FormDialog title={t('queues.create')} saving={saving} save={t('form.create')} onClose={onClose} size="md">
      <Fields saving={saving} />
    </FormDialog>
  );
}

interface ParametersProps {
  queue: QueueView;
  onClose: () => void;
  /** It has another name now. */
  onRenamed?: (name: string) => void;
}

export function QueueParameters({ queue, onClose, onRenamed }: ParametersProps) {
  const limit = queue.attemptLimit;
  const saving = useSaving<Values, QueueView>({
    initial: { name: queue.name, limited: limit !== undefined, attempts: limit ?? USUAL_ATTEMPTS },
    draft: `queue.${queue.id}`,
    check,
    fieldOf,
    save: ({ name, limited, attempts }) =>
      call('queue.update', {
        queue: queue.name,
        name: name.trim(),
        attemptLimit: limited ? Number(attempts) : null,
      }),
    onSaved: (saved) => {
      sayDone(t('queueForm.saved', { name: visible(saved.name) }));
      onClose();
      if (saved.name !== queue.name) onRenamed?.(saved.name);
    },
  });
  return (
    <FormDialog title={t('queue.parameters')} saving={saving} save={t('form.save')} onClose={onClose} size="md">
      <Fields saving={saving} again renaming={saving.form.values.name.trim() !== queue.name} />
    </FormDialog>
  );
}

interface FieldsProps {
  saving: Saving<Values>;
  /** Of a queue that is there. */
  again?: boolean;
  renaming?: boolean;
}

function Fields({ saving: { form }, again = false, renaming = false }: FieldsProps) {
  const { limited } = form.values;
  return (
    <>
      <TextInput
        label={t('queueForm.name')}
        description={renaming ? t('queueForm.renameSays') : t('queueForm.nameSays')}
        required
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Checkbox
        label={t('queueForm.limit')}
        description={t('queueForm.limitSays')}
        {...form.getInputProps('limited', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('queueForm.attempts')}
        {...(again ? { description: t('queueForm.attemptsSays') } : {})}
        min={1}
        max={MAX_ATTEMPTS}
        allowDecimal={false}
        clampBehavior="none"
        disabled={!limited}
        {...form.getInputProps('attempts')}
      />
    </>
  );
}
