/** The states of webhooks and of their deliveries: colour, icon and word together. */
import { IconBan, IconCircleCheck, IconClock, IconPlayerPause, IconX, type TablerIcon } from '@tabler/icons-react';
import type { DeliveryState, WebhookState } from '../../../protocol/shapes-webhook.ts';
import { t } from '../../i18n/index.ts';

type Look = [tone: string, icon: TablerIcon];

const webhook: Record<WebhookState, Look> = {
  enabled: ['good', IconCircleCheck],
  paused: ['warn', IconPlayerPause],
  disabled: ['quiet', IconBan],
};
const delivery: Record<DeliveryState, Look> = {
  waiting: ['waiting', IconClock],
  delivered: ['good', IconCircleCheck],
  failed: ['bad', IconX],
  dropped: ['quiet', IconBan],
};

function Badge({ look: [tone, Icon], word }: { look: Look; word: string }) {
  return (
    <span className={`badge tone-${tone}`}>
      <Icon size={14} stroke={2} aria-hidden />
      {word}
    </span>
  );
}

export const WebhookBadge = ({ state }: { state: WebhookState }) => (
  <Badge look={webhook[state]} word={t(`webhook.state.${state}`)} />
);
export const DeliveryBadge = ({ state }: { state: DeliveryState }) => (
  <Badge look={delivery[state]} word={t(`delivery.state.${state}`)} />
);
