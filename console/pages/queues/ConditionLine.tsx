/** What a queue starts by itself, and why nothing starts, in one line. */
import { Group, Text } from '@mantine/core';
import { IconBolt, IconBoltOff } from '@tabler/icons-react';
import type { QueueView } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';
import { conditionTopics } from '../conditions/columns.tsx';
import { saysOf } from '../conditions/saysOf.ts';

export function ConditionLine({ queue }: { queue: QueueView }) {
  const topics = [...conditionTopics, `queue:${queue.name}`];
  const { data } = useVerb('condition.show', { queue: queue.id }, { topics });
  if (!data) return null;
  const Icon = data.state === 'enabled' ? IconBolt : IconBoltOff;
  return (
    <Group gap={8} mt="sm" wrap="nowrap" align="flex-start" className={`condition-line condition-${data.state}`}>
      <Icon size={16} aria-hidden className="condition-icon" />
      <Text size="sm" component="div" className="breaks">
        {t('queue.condition', { deployment: visible(data.deployment), says: saysOf(data) })}
      </Text>
    </Group>
  );
}
