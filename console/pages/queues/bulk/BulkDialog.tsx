/** Change many resources (C3): how many and which, what shall become of them; then how far it is, and the way back. */

import { useState } from 'react';
import type { BulkView } from '../../../../protocol/shapes-bulk.ts';
import { call } from '../../../api/call.ts';
import { useVerb } from '../../../api/queries.ts';
import { t } from '../../../i18n/index.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { FormDialog } from '../../../parts/FormDialog.tsx';
import { useSaving } from '../../../parts/useSaving.ts';
import type { Where } from '../filter.ts';
import { BulkFields } from './BulkFields.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { changeOf, checkBulk, unchanged, type BulkValues as Values } from './change.ts';
import { Preview } from './Preview.tsx';

interface Props {
  queue: string;
  where: Where;
  /** It runs: what was chosen in the table may be given up. */
  onStarted: () => void;
  onClose: () => void;
}

export function BulkDialog({ queue, where, onStarted, onClose }: Props) {
  const [started, setStarted] = useState<BulkView>();
  if (started)
    return (
      <Dialog opened onClose={onClose} title={t('bulk.running')} size="lg">
        <BulkProgress queue={queue} bulk={started} onUndo={setStarted} onClose={onClose} />
      </Dialog>
    );
  return (
    <Ask
      queue={queue}
      where={where}
      onClose={onClose}
      onStarted={(bulk) => {
        setStarted(bulk);
        onStarted();
      }}
    />
  );
}

function Ask({ queue, where, onStarted, onClose }: Omit<Props, 'onStarted'> & { onStarted: (bulk: BulkView) => void }) {
  const preview = useVerb('bulk.preview', { queue, where });
  const saving = useSaving<Values, BulkView>({
    initial: unchanged,
    check: checkBulk,
    fieldOf: (field) => (field.startsWith('change.') ? field.split('.')[1] : undefined),
    save: (values) =>
      call('bulk.start', {
        queue,
        where,
        change: changeOf(values),
        ...(values.includeLocked ? { includeLocked: true } : {}),
      }),
    onSaved: onStarted,
  });
  const n = preview.data?.count ?? 0;
  const deletes = saving.form.values.what === 'delete';
  const word = preview.data?.atLeast ? 'Least' : '';
  return (
    <FormDialog
      title={t('bulk.button')}
      saving={saving}
      save={t(deletes ? `bulk.deleteN${word}` : `bulk.changeN${word}`, { n })}
      danger={deletes}
      blocked={!preview.data || n === 0}
      onClose={onClose}
      size="xl"
    >
      <Preview where={where} found={preview.data} error={preview.error} />
      <BulkFields saving={saving} />
    </FormDialog>
  );
}
