/** A card with a robot's pools or its labels, and the button that changes them. */
import { Group, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Card } from '../../parts/Page.tsx';
import { visible } from '../../show/visible.ts';
import { RobotLabels } from './RobotLabels.tsx';
import { RobotPools } from './RobotPools.tsx';

interface Props {
  robot: RobotView;
  kind: 'pools' | 'labels';
}

export function Membership({ robot, kind }: Props) {
  const [editing, setEditing] = useState(false);
  const Dialog = kind === 'pools' ? RobotPools : RobotLabels;
  const added = robot.addedLabels ?? [];
  return (
    <Card
      title={t(`robots.${kind}`)}
      side={
        <ActionButton label={t('form.edit')} icon={IconPencil} role="operator" small onClick={() => setEditing(true)} />
      }
    >
      <Group p="md" gap={6}>
        {robot[kind].map((name) =>
          kind === 'pools' ? (
            <Link key={name} href={to.pool(name)} className="tag link">
              {visible(name)}
            </Link>
          ) : (
            <span key={name} className="tag" title={added.includes(name) ? t('robot.added') : t('robot.ofAgent')}>
              {visible(name)}
            </span>
          ),
        )}
        {robot[kind].length === 0 && (
          <Text size="sm" c="dimmed">
            {t(kind === 'pools' ? 'robot.noPools' : 'robot.noLabels')}
          </Text>
        )}
      </Group>
      {editing && <Dialog robot={robot} onClose={() => setEditing(false)} onDeleted={() => {}} onRenamed={() => {}} />}
    </Card>
  );
}
