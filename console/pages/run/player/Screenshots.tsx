/** The strip of screenshots: a click goes to the moment one was taken; of a run that is over each can be deleted. */
import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ArtifactView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';
import { DeletePiece } from '../DeletePiece.tsx';
import { stateOf } from '../Files.tsx';
import { type Timeline, useTimeline } from './timeline.ts';

interface Props {
  shots: ArtifactView[];
  ended: boolean;
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Screenshots({ shots, ended, timeline, onSeek }: Props) {
  const { ms } = useTimeline(timeline);
  const current = shots.findLastIndex((shot) => shot.atMs <= ms);
  const strip = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const item = strip.current?.children[current] as HTMLElement | undefined;
    if (!item || !strip.current) return;
    strip.current.scrollTo({ left: item.offsetLeft - strip.current.clientWidth / 2, behavior: 'smooth' });
  }, [current]);
  return (
    <ul className="shots" ref={strip} aria-label={t('shots.label', { n: shots.length })}>
      {shots.map((shot, i) => (
        <li key={shot.id} className="shot-place">
          <UnstyledButton className="shot" aria-current={i === current || undefined} onClick={() => onSeek(shot.atMs)}>
            {shot.state === 'complete' ? (
              <img src={contentOf(shot.id)} alt="" loading="lazy" />
            ) : (
              <span className="shot-coming">{shot.state === 'deleted' ? stateOf(shot) : t('shots.uploading')}</span>
            )}
            <span className="shot-label">
              <b>{position(shot.atMs, false)}</b> {visible(shot.label || shot.name)}
            </span>
          </UnstyledButton>
          {ended && shot.state !== 'deleted' && (
            <span className="shot-delete">
              <DeletePiece artifact={shot.id} name={shot.label || shot.name} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Screenshots that are gone because of their age, said once. */
export function OldShots({ artifacts }: { artifacts: ArtifactView[] }) {
  const old = artifacts.filter((a) => a.kind === 'screenshot' && a.state === 'deleted' && a.deletedBy === undefined);
  if (old.length === 0) return null;
  return (
    <p className="faint small old-shots">
      {t('shots.label', { n: old.length })}: {stateOf(old[0]!)}
    </p>
  );
}
