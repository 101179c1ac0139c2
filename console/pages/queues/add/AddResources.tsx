/** Add resources (C3): one, typed in, or many from a file. */
import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../../../i18n/index.ts';
import { AddFile } from './AddFile.tsx';
import { AddOne } from './AddOne.tsx';

export function AddResources({ queue, onClose }: { queue: string; onClose: () => void }) {
  const [way, setWay] = useState<'one' | 'file'>('one');
  const ways: ReactNode = (
    <SegmentedControl
      aria-label={t('add.way')}
      value={way}
      onChange={(value) => setWay(value as typeof way)}
      data={[
        { value: 'one', label: t('add.one') },
        { value: 'file', label: t('add.file') },
      ]}
    />
  );
  return way === 'one' ? (
    <AddOne queue={queue} ways={ways} onClose={onClose} />
  ) : (
    <AddFile queue={queue} ways={ways} onClose={onClose} />
  );
}
