/** The player (E14): picture, time bar with markers, controls, screenshots. */
import type { ArtifactView, RunView } from '../../../../protocol/shapes.ts';
import { Controls } from './Controls.tsx';
import { type Marker, screenshotsOf } from './markers.ts';
import { Screenshots } from './Screenshots.tsx';
import { Stage } from './Stage.tsx';
import { TimeBar } from './TimeBar.tsx';
import type { Timeline } from './timeline.ts';

interface Props {
  run: RunView;
  artifacts: ArtifactView[];
  markers: Marker[];
  timeline: Timeline;
  live: boolean;
  onSeek: (ms: number) => void;
}

export function Player({ run, artifacts, markers, timeline, live, onSeek }: Props) {
  const shots = screenshotsOf(artifacts);
  return (
    <div className="card player">
      <Stage run={run} shots={shots} timeline={timeline} live={live} onSeek={onSeek} />
      <div className="player-deck">
        <TimeBar timeline={timeline} markers={markers} steps={run.steps} onSeek={onSeek} />
        <Controls run={run} timeline={timeline} markers={markers} live={live} />
      </div>
      {shots.length > 0 && <Screenshots shots={shots} timeline={timeline} onSeek={onSeek} />}
    </div>
  );
}
