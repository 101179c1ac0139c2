/** The state of a launch condition. */
import { IconBolt, IconBoltOff, IconPlayerPause } from '@tabler/icons-react';
import type { ConditionState } from '../../../protocol/shapes-condition.ts';
import { t } from '../../i18n/index.ts';
import { Badge, type Look } from '../../show/Badges.tsx';

const looks = {
  enabled: { tone: 'good', icon: IconBolt },
  paused: { tone: 'warn', icon: IconPlayerPause },
  disabled: { tone: 'quiet', icon: IconBoltOff },
} satisfies Record<ConditionState, Look>;

export const ConditionBadge = ({ state }: { state: ConditionState }) => (
  <Badge look={looks[state]} word={t(`conditions.state.${state}`)} />
);
