/** Deletes one recording or file of a run that has ended, after a question (E17). */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

export function DeletePiece({ artifact, name: plain }: { artifact: string; name: string }) {
  const [asking, setAsking] = useState(false);
  const may = useMay('operator');
  const name = visible(plain);
  if (!may) return null;
  const label = t('file.delete', { name });
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size={22} aria-label={label} onClick={() => setAsking(true)}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {asking && <Question artifact={artifact} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}

function Question({ artifact, name, onClose }: { artifact: string; name: string; onClose: () => void }) {
  const remove = useRemoval('artifact.delete', () => {
    sayDone(t('file.wasDeleted', { name }));
    onClose();
  });
  return (
    <Confirm
      opened
      title={t('file.deleteTitle', { name })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onYes={() => remove.mutate({ artifact })}
    >
      {t('file.deleteSays')}
    </Confirm>
  );
}
