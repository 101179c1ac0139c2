/** Watch (C11): the screen of a busy robot over the list of robots; it stays with the robot from one run to the next. */
import { Button, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconScreenShare } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { visible } from '../../show/visible.ts';
import { LiveScreen } from '../run/live/LiveScreen.tsx';

export function Watch({ robot }: { robot: RobotView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {robot.run ? (
        <UnstyledButton className="link nowrap" onClick={() => setOpen(true)}>
          {t('robots.watch')}
        </UnstyledButton>
      ) : (
        <span className="faint">—</span>
      )}
      {open && <Screen robot={robot} onClose={() => setOpen(false)} />}
    </>
  );
}

function Screen({ robot, onClose }: { robot: RobotView; onClose: () => void }) {
  const name = visible(robot.name);
  return (
    <Dialog opened onClose={onClose} size="min(1100px, 92vw)" title={t('live.watch', { robot: name })}>
      <Stack gap="md">
        {robot.run ? (
          <LiveScreen key={robot.run} run={robot.run} />
        ) : (
          <div className="stage-empty" role="status">
            <IconScreenShare size={34} stroke={1.3} aria-hidden />
            <Text size="sm">{t('live.idle', { robot: name })}</Text>
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          {robot.run && (
            <Button component={Link} href={to.run(robot.run)} variant="default">
              {t('live.openRun')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
