/** The state of a bulk edit. */
import { IconArrowBackUp, IconCircleCheck, IconLoader2, IconPlayerStop } from '@tabler/icons-react';
import type { BulkState } from '../../../../protocol/shapes-bulk.ts';
import { t } from '../../../i18n/index.ts';
import { Badge, type Look } from '../../../show/Badges.tsx';

const looks = {
  running: { tone: 'active', icon: IconLoader2, spins: true },
  done: { tone: 'good', icon: IconCircleCheck },
  aborted: { tone: 'warn', icon: IconPlayerStop },
  undone: { tone: 'quiet', icon: IconArrowBackUp },
} satisfies Record<BulkState, Look>;

export const BulkBadge = ({ state }: { state: BulkState }) => (
  <Badge look={looks[state]} word={t(`bulk.state.${state}`)} />
);
