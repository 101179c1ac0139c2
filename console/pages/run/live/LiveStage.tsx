/** The stage while the run is on: live at the end of the time axis, before that what was seen so far. */
import { SegmentedControl } from '@mantine/core';
import type { ArtifactView, RunView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { Still } from '../player/Still.tsx';
import { type Timeline, useTimeline } from '../player/timeline.ts';
import { LiveScreen } from './LiveScreen.tsx';

interface Props {
  run: RunView;
  /** Screenshots that are here. */
  shots: ArtifactView[];
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function LiveStage({ run, shots, timeline, onSeek }: Props) {
  const { ms, duration } = useTimeline(timeline);
  const latest = shots.at(-1);
  const soFar = latest !== undefined && ms < duration;
  return (
    <div className="live-stage">
      {soFar ? (
        <div className="stage">
          <Still shots={shots} timeline={timeline} />
          <div className="stage-note">{t('live.soFarNote')}</div>
        </div>
      ) : (
        <LiveScreen
          run={run.id}
          recording={run.recording}
          instead={latest && <Still shots={shots} timeline={timeline} />}
        />
      )}
      {latest && (
        <SegmentedControl
          className="live-switch"
          transitionDuration={0}
          size="xs"
          aria-label={t('live.switch')}
          value={soFar ? 'soFar' : 'now'}
          onChange={(to) => onSeek(to === 'now' ? duration : Math.min(latest.atMs, duration - 1))}
          data={[
            { value: 'now', label: t('live.now') },
            { value: 'soFar', label: t('live.soFar') },
          ]}
        />
      )}
    </div>
  );
}
