/** The player (E14): picture, time bar with markers, controls, screenshots. */
import type { RefObject } from 'react';
import type { ArtifactView, RunView } from '../../../../protocol/shapes.ts';
import type { Clip } from '../clip.ts';
import { ClipNote } from './ClipNote.tsx';
import { Controls } from './Controls.tsx';
import { inStrip, type Marker, screenshotsOf } from './markers.ts';
import { OldShots, Screenshots } from './Screenshots.tsx';
import { Stage } from './Stage.tsx';
import { TimeBar } from './TimeBar.tsx';
import type { Timeline } from './timeline.ts';
import type { FullScreen } from './useFullScreen.ts';

interface Props {
  run: RunView;
  artifacts: ArtifactView[];
  markers: Marker[];
  timeline: Timeline;
  live: boolean;
  clip: Clip;
  /** What goes over the whole screen. */
  frame: RefObject<HTMLDivElement | null>;
  screen: FullScreen;
  onSeek: (ms: number) => void;
  onHelp: () => void;
}

export function Player({ run, artifacts, markers, timeline, live, clip, frame, screen, onSeek, onHelp }: Props) {
  const shots = screenshotsOf(artifacts);
  const strip = inStrip(artifacts);
  const { span } = clip;
  // In a clip the buttons go to its ends and no further; a marker or a line outside leads to the whole run.
  const jump = (ms: number) => onSeek(span ? Math.min(span.until, Math.max(span.from, ms)) : ms);
  return (
    <div className="card player" ref={frame}>
      <Stage run={run} shots={shots} timeline={timeline} live={live} onSeek={onSeek} />
      <div className="player-deck">
        <ClipNote clip={clip} />
        <TimeBar timeline={timeline} markers={markers} steps={run.steps} span={span} onSeek={onSeek} />
        <Controls {...{ run, timeline, markers, live, screen, onHelp }} onSeek={jump} />
      </div>
      <OldShots artifacts={artifacts} />
      {strip.length > 0 && <Screenshots shots={strip} ended={!live} timeline={timeline} onSeek={onSeek} />}
    </div>
  );
}
