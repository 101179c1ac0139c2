/** The picture: live while the run is on; then the video, else the screenshot of the moment, else why there is neither. */
import { IconVideoOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ArtifactView, RunView, VideoView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { t } from '../../../i18n/index.ts';
import { visible } from '../../../show/visible.ts';
import { LiveStage } from '../live/LiveStage.tsx';
import { Still } from './Still.tsx';
import type { Timeline } from './timeline.ts';

interface Props {
  run: RunView;
  shots: ArtifactView[];
  timeline: Timeline;
  live: boolean;
  onSeek: (ms: number) => void;
}

export function Stage({ run, shots, timeline, live, onSeek }: Props) {
  const seen = shots.filter((shot) => shot.state === 'complete');
  if (run.video) return <Video key={run.video.artifact} video={run.video} timeline={timeline} />;
  if (live) return <LiveStage run={run} shots={seen} timeline={timeline} onSeek={onSeek} />;
  return (
    <div className="stage">
      {seen.length > 0 ? <Still shots={seen} timeline={timeline} /> : <NoPicture run={run} />}
      {seen.length > 0 && <div className="stage-note">{t('stage.noVideo', { why: visible(run.recording) })}</div>}
    </div>
  );
}

function Video({ video, timeline }: { video: VideoView; timeline: Timeline }) {
  const element = useRef<HTMLVideoElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => (element.current ? timeline.drive(element.current, video.offsetMs) : undefined), [timeline, video]);
  return (
    <div className="stage" style={{ aspectRatio: `${video.width || 16} / ${video.height || 9}` }}>
      <video
        ref={element}
        src={contentOf(video.artifact)}
        preload="auto"
        muted
        playsInline
        aria-label={t('stage.video')}
        onError={() => setBroken(true)}
        onClick={() => timeline.toggle()}
        onKeyDown={undefined}
      />
      {broken && <div className="stage-note">{t('stage.broken')}</div>}
    </div>
  );
}

function NoPicture({ run }: { run: RunView }) {
  return (
    <div className="stage-empty">
      <IconVideoOff size={34} stroke={1.3} aria-hidden />
      <b>{t('stage.none')}</b>
      <span>{visible(run.recording)}</span>
    </div>
  );
}
