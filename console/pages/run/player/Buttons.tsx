/** What stands at the right of the player's controls: speed, link to this second, keys, full screen, download. */
import { ActionIcon, Group, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import {
  IconCheck,
  IconDownload,
  IconKeyboard,
  IconLink,
  IconMaximize,
  IconMinimize,
  type TablerIcon,
} from '@tabler/icons-react';
import type { RunView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { to } from '../../../app/address.ts';
import { t } from '../../../i18n/index.ts';
import { bytes } from '../../../show/format.ts';
import { type Timeline, useTimeline } from './timeline.ts';
import type { FullScreen } from './useFullScreen.ts';

const RATES = [0.5, 1, 2, 4, 8];

interface Props {
  run: RunView;
  timeline: Timeline;
  screen: FullScreen;
  onHelp: () => void;
}

export function Buttons({ run, timeline, screen, onHelp }: Props) {
  const { rate } = useTimeline(timeline);
  return (
    <Group gap={2} wrap="nowrap">
      <Rate rate={rate} onRate={(next) => timeline.setRate(next)} />
      <CopyLink run={run.id} timeline={timeline} />
      <Small label={t('player.keys')} icon={IconKeyboard} onClick={onHelp} />
      <Small
        label={t(screen.full ? 'player.leaveFullScreen' : 'player.fullScreen')}
        icon={screen.full ? IconMinimize : IconMaximize}
        onClick={screen.toggle}
      />
      {run.video && <Download run={run.id} video={run.video} />}
    </Group>
  );
}

/** The address of this very second, to send to somebody. */
function CopyLink({ run, timeline }: { run: string; timeline: Timeline }) {
  const { copy, copied } = useClipboard();
  const link = () => {
    const second = Math.max(0, timeline.moment.ms / 1_000).toFixed(1);
    copy(`${location.origin}${location.pathname}#${to.run(run)}?at=${second}`);
  };
  return (
    <Small
      label={t(copied ? 'player.copied' : 'player.copyLink')}
      icon={copied ? IconCheck : IconLink}
      onClick={link}
    />
  );
}

function Download({ run, video }: { run: string; video: NonNullable<RunView['video']> }) {
  const label = t('player.download', { size: bytes(video.bytes) });
  return (
    <Tooltip label={label}>
      <ActionIcon
        component="a"
        href={contentOf(video.artifact)}
        download={`${run}.mp4`}
        variant="subtle"
        color="gray"
        size={32}
        aria-label={label}
      >
        <IconDownload size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface SmallProps {
  label: string;
  icon: TablerIcon;
  onClick: () => void;
}

export function Small({ label, icon: Icon, onClick }: SmallProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={onClick}>
        <Icon size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Not in a portal: over the whole screen nothing outside of the player is seen. */
function Rate({ rate, onRate }: { rate: number; onRate: (rate: number) => void }) {
  return (
    <Menu position="top" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className="rate" aria-label={`${rate}×: ${t('player.speed')}`}>
          {rate}×
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {RATES.map((choice) => (
          <Menu.Item key={choice} onClick={() => onRate(choice)} fw={choice === rate ? 700 : undefined}>
            {choice}×
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
