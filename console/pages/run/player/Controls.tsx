/** Play, back and forward, the place we are at; the buttons at the right; and the legend of the markers. */
import { ActionIcon, Group, Text } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import type { RunView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { Buttons, Small } from './Buttons.tsx';
import { type Marker, type MarkerKind, markerKinds } from './markers.ts';
import { type Timeline, useTimeline } from './timeline.ts';
import type { FullScreen } from './useFullScreen.ts';

export const JUMP_MS = 5_000;

interface Props {
  run: RunView;
  timeline: Timeline;
  markers: Marker[];
  live: boolean;
  screen: FullScreen;
  onSeek: (ms: number) => void;
  onHelp: () => void;
}

export function Controls({ run, timeline, markers, live, screen, onSeek, onHelp }: Props) {
  const { ms, playing, duration } = useTimeline(timeline);
  const Play = playing ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    <>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            size={34}
            radius="xl"
            aria-label={t(playing ? 'player.pause' : 'player.play')}
            onClick={() => timeline.toggle()}
          >
            <Play size={16} aria-hidden />
          </ActionIcon>
          <Small label={t('player.back')} icon={IconRewindBackward5} onClick={() => onSeek(ms - JUMP_MS)} />
          <Small label={t('player.forward')} icon={IconRewindForward5} onClick={() => onSeek(ms + JUMP_MS)} />
          <Text size="sm" ml={4} className="nowrap" data-position={Math.round(ms)}>
            {position(ms, false)} <span className="faint">/ {position(duration, false)}</span>
          </Text>
          {live && <span className="badge tone-bad live-badge">{t('player.live')}</span>}
        </Group>
        <Buttons run={run} timeline={timeline} screen={screen} onHelp={onHelp} />
      </Group>
      <Legend kinds={markerKinds.filter((kind) => markers.some((marker) => marker.kind === kind))} />
    </>
  );
}

function Legend({ kinds }: { kinds: MarkerKind[] }) {
  if (kinds.length === 0) return null;
  return (
    <Group gap={12} mt={4} className="legend">
      {kinds.map((kind) => (
        <span key={kind} className="nowrap">
          <i className={`mark-${kind}`} aria-hidden />
          {t(`legend.${kind}`)}
        </span>
      ))}
    </Group>
  );
}
