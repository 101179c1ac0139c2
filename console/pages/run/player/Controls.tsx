/** Play, back and forward, speed, full screen, download; and the legend of the markers. */
import { ActionIcon, Anchor, Group, Menu, Text, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconDownload,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import type { RunView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { t } from '../../../i18n/index.ts';
import { bytes, position } from '../../../show/format.ts';
import type { Marker, MarkerKind } from './markers.ts';
import { type Timeline, useTimeline } from './timeline.ts';

const RATES = [0.5, 1, 2, 4, 8];
export const JUMP_MS = 5_000;
const kinds: MarkerKind[] = ['error', 'screenshot', 'taken', 'processed', 'failed'];

interface Props {
  run: RunView;
  timeline: Timeline;
  markers: Marker[];
  live: boolean;
}

export function Controls({ run, timeline, markers, live }: Props) {
  const { ms, playing, rate, duration } = useTimeline(timeline);
  const legend = kinds.filter((kind) => markers.some((marker) => marker.kind === kind));
  const Play = playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    <Group justify="space-between" gap="sm">
      <Group gap={6} wrap="nowrap">
        <ActionIcon
          size={34}
          radius="xl"
          aria-label={t(playing ? 'player.pause' : 'player.play')}
          onClick={() => timeline.toggle()}
        >
          <Play size={16} aria-hidden />
        </ActionIcon>
        <Jump label={t('player.back')} icon={IconRewindBackward5} onClick={() => timeline.seek(ms - JUMP_MS)} />
        <Jump label={t('player.forward')} icon={IconRewindForward5} onClick={() => timeline.seek(ms + JUMP_MS)} />
        <Text size="sm" ml={4} className="nowrap" data-position={Math.round(ms)}>
          {position(ms, false)} <span className="faint">/ {position(duration, false)}</span>
        </Text>
        {live && <span className="badge tone-bad live-badge">{t('player.live')}</span>}
      </Group>
      <Group gap="sm" wrap="nowrap">
        <Group gap={10} className="legend">
          {legend.map((kind) => (
            <span key={kind} className="nowrap">
              <i className={`mark-${kind}`} aria-hidden />
              {t(`legend.${kind}`)}
            </span>
          ))}
        </Group>
        <Rate rate={rate} onRate={(next) => timeline.setRate(next)} />
        {run.video && (
          <Tooltip label={t('player.download', { size: bytes(run.video.bytes) })}>
            <Anchor
              href={contentOf(run.video.artifact)}
              download={`${run.id}.mp4`}
              aria-label={t('player.download', { size: bytes(run.video.bytes) })}
              c="dimmed"
              lh={1}
            >
              <IconDownload size={18} aria-hidden />
            </Anchor>
          </Tooltip>
        )}
      </Group>
    </Group>
  );
}

interface JumpProps {
  label: string;
  icon: typeof IconRewindBackward5;
  onClick: () => void;
}

function Jump({ label, icon: Icon, onClick }: JumpProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={onClick}>
        <Icon size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Rate({ rate, onRate }: { rate: number; onRate: (rate: number) => void }) {
  return (
    <Menu position="top">
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
