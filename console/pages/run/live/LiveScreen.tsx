/** The robot's screen now (E13, C10, C11): the picture with its mark, or in words why there is none. */
import { IconScreenShare } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { t } from '../../../i18n/index.ts';
import { useNow } from '../../../show/Time.tsx';
import { visible } from '../../../show/visible.ts';
import type { View } from './LivePicture.ts';
import { useLivePicture } from './useLivePicture.ts';

/** ms without news after which a picture is not called live any more; the robot speaks at least every five seconds. */
const LATE_MS = 12_000;

interface Props {
  run: string;
  /** What to show while there is no live picture. */
  instead?: ReactNode;
  /** What is said of the recording so far, for who sees no picture at all. */
  recording?: string;
}

export function LiveScreen({ run, instead, recording = '' }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useLivePicture(run, place);
  const silentMs = useNow() - view.heard;
  const current = view.src !== undefined && !view.none && silentMs < LATE_MS;
  const says = current ? undefined : wordsOf(view, silentMs);
  const picture = view.src ? <img src={view.src} alt={t('live.alt')} data-old={!current || undefined} /> : instead;
  return (
    <div ref={place} className="stage live">
      {picture ?? (
        <div className="stage-empty" role="status">
          <IconScreenShare size={34} stroke={1.3} aria-hidden />
          <span>{says}</span>
          <span>{visible(recording)}</span>
        </div>
      )}
      {current && <span className="live-mark">{t('live.mark')}</span>}
      {picture && says && <div className="stage-note">{says}</div>}
    </div>
  );
}

function wordsOf({ none }: View, silentMs: number): string {
  const late = silentMs >= LATE_MS;
  if (!none) return t('live.late', { s: Math.round(silentMs / 1_000) });
  if (none.why === 'starting' && late) return t('live.slow');
  return [t(`live.none.${none.why}`), visible(none.says)].filter((text) => text !== '').join(' ');
}
