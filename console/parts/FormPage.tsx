/** A form that is a page of its own: save, the reason of a refusal, and a question before typed things are given up. */
import { Button, Group, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../i18n/index.ts';
import { Discard, RefusedForm, Restored } from './FormDialog.tsx';
import { Card } from './Page.tsx';
import type { Saving } from './useSaving.ts';

interface Props<Values extends object> {
  saving: Saving<Values>;
  /** The word on the button that saves. */
  save: string;
  /** To where one came from. */
  onLeave: () => void;
  children: ReactNode;
  /** To look at only: there is nothing to save. */
  readOnly?: boolean;
  /** One stays on the page: it is there to save or to forget only after something was typed. */
  stays?: boolean;
  /** As wide as the page. */
  wide?: boolean;
  /** Stands beside the form on wide screens: what the typed values mean. */
  beside?: ReactNode;
}

export function FormPage<Values extends object>(props: Props<Values>) {
  const { saving, save, onLeave, children, beside, readOnly = false, stays = false, wide = false } = props;
  const [asking, setAsking] = useState(false);
  const leave = () => {
    saving.giveUp();
    setAsking(false);
    if (stays) saving.form.reset();
    onLeave();
  };
  return (
    <form
      noValidate
      className={`form-page${wide ? ' form-page-wide' : ''}${beside === undefined ? '' : ' form-page-two'}`}
      onSubmit={(event) => {
        event.preventDefault();
        saving.submit();
      }}
    >
      <Card>
        <Stack gap="lg" p="lg">
          <Restored saving={saving} />
          {children}
          <RefusedForm error={saving.refused} />
          {!readOnly && (!stays || saving.edited) && (
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => (saving.edited ? setAsking(true) : leave())}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" loading={saving.busy}>
                {save}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
      {beside}
      <Discard opened={asking} onYes={leave} onClose={() => setAsking(false)} />
    </form>
  );
}
