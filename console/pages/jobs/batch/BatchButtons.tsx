/** What can be done with the chosen jobs; each asks first with a preview (J31). */
import { Button } from '@mantine/core';
import { IconArrowsSort, IconBan, IconPlayerStop, IconRepeat, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../../i18n/index.ts';
import type { Where } from '../filter.ts';
import { BatchDialog } from './BatchDialog.tsx';
import type { BatchKind } from './useBatch.ts';

interface Props {
  chosen: 'all' | string[];
  where: Where;
  /** Something was done: nothing is chosen any more. */
  onDone: () => void;
}

const kinds: [BatchKind, TablerIcon][] = [
  ['again', IconRepeat],
  ['priority', IconArrowsSort],
  ['cancel', IconBan],
  ['force', IconPlayerStop],
  ['delete', IconTrash],
];

export function BatchButtons({ chosen, where, onDone }: Props) {
  const [asking, setAsking] = useState<BatchKind>();
  return (
    <>
      {kinds.map(([kind, Icon]) => (
        <Button
          key={kind}
          size="compact-sm"
          variant="default"
          leftSection={<Icon size={14} aria-hidden />}
          onClick={() => setAsking(kind)}
        >
          {t(`batch.${kind}`)}
        </Button>
      ))}
      {asking && (
        <BatchDialog
          kind={asking}
          which={chosen === 'all' ? { where } : { ids: chosen }}
          onClose={(done) => {
            setAsking(undefined);
            if (done) onDone();
          }}
        />
      )}
    </>
  );
}
