/** The picture: the video, else the screenshot of the moment, else why there is neither. */
import { IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ArtifactView, RunView, VideoView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { t } from '../../../i18n/index.ts';
import { visible } from '../../../show/visible.ts';
import { type Timeline, useTimeline } from './timeline.ts';

interface Props {
  run: RunView;
  shots: ArtifactView[];
  timeline: Timeline;
  live: boolean;
}

export function Stage({ run, shots, timeline, live }: Props) {
  const seen = shots.filter((shot) => shot.state === 'complete');
  if (run.video) return <Video key={run.video.artifact} video={run.video} timeline={timeline} />;
  return (
    <div className="stage">
      {seen.length > 0 ? <Still shots={seen} timeline={timeline} live={live} /> : <NoPicture run={run} live={live} />}
      {seen.length > 0 && (
        <div className="stage-note">
          {live ? t('stage.liveShot') : t('stage.noVideo', { why: visible(run.recording) })}
        </div>
      )}
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

function Still({ shots, timeline, live }: { shots: ArtifactView[]; timeline: Timeline; live: boolean }) {
  const { ms } = useTimeline(timeline);
  const shot = (live ? shots.at(-1) : shots.findLast((s) => s.atMs <= ms)) ?? shots[0]!;
  return <img src={contentOf(shot.id)} alt={visible(shot.label || shot.name)} />;
}

function NoPicture({ run, live }: { run: RunView; live: boolean }) {
  const Icon = live ? IconVideo : IconVideoOff;
  return (
    <div className="stage-empty">
      <Icon size={34} stroke={1.3} aria-hidden />
      <b>{t(live ? 'stage.live' : 'stage.none')}</b>
      <span>{visible(run.recording)}</span>
    </div>
  );
}
