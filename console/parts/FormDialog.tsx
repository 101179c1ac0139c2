/** A dialog with a form: save, the reason of a refusal, and a question before typed things are given up. */
import { Alert, Anchor, Button, Group, type ModalProps, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../i18n/index.ts';
import { told } from '../show/told.ts';
import { Confirm } from './Confirm.tsx';
import { Dialog } from './Dialog.tsx';
import type { Saving } from './useSaving.ts';

interface Props<Values extends object> {
  title: string;
  saving: Saving<Values>;
  /** The word on the button that saves. */
  save: string;
  onClose: () => void;
  children: ReactNode;
  size?: ModalProps['size'];
  /** Besides Cancel and Save: `Save and schedule`, `Back`. */
  more?: ReactNode;
  /** Why it can't be saved now. */
  blocked?: boolean;
  /** Saving destroys something. */
  danger?: boolean;
}

export function FormDialog<Values extends object>(props: Props<Values>) {
  const { title, saving, save, onClose, children, size = 'lg' } = props;
  const [asking, setAsking] = useState(false);
  const leave = () => {
    saving.giveUp();
    onClose();
  };
  const close = () => (saving.edited ? setAsking(true) : leave());
  return (
    <Dialog opened onClose={close} title={title} size={size} closeOnClickOutside={!saving.edited}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          saving.submit();
        }}
      >
        <Stack gap="md">
          <Restored saving={saving} />
          {children}
          <RefusedForm error={saving.refused} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('action.cancel')}
            </Button>
            {props.more}
            <Button
              type="submit"
              loading={saving.busy}
              disabled={props.blocked ?? false}
              {...(props.danger ? { color: 'red' } : {})}
            >
              {save}
            </Button>
          </Group>
        </Stack>
      </form>
      <Discard opened={asking} onYes={leave} onClose={() => setAsking(false)} />
    </Dialog>
  );
}

/** Values that the coordinator does not have must not pass for those that it has. */
export function Restored<Values extends object>({ saving }: { saving: Saving<Values> }) {
  if (!saving.restored) return null;
  return (
    <Alert color="blue" variant="light" py={6} role="status">
      {t('form.restored')}{' '}
      <Anchor component="button" type="button" size="sm" onClick={saving.startOver}>
        {t('form.startOver')}
      </Anchor>
    </Alert>
  );
}

/** A refusal that no field of the form is to blame for. */
export function RefusedForm({ error }: { error: Error | undefined }) {
  if (!error) return null;
  return (
    <Alert color="red" role="alert">
      {told(error)}
    </Alert>
  );
}

/** Asked only if something was edited. */
export function Discard(props: { opened: boolean; onYes: () => void; onClose: () => void }) {
  return (
    <Confirm {...props} title={t('form.discardTitle')} yes={t('form.discard')} busy={false} error={null}>
      {t('form.discardSays')}
    </Confirm>
  );
}
