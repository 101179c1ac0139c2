/** One row of the log: position, time, level, source, text; one line high, whole below when chosen. */
import { IconCamera } from '@tabler/icons-react';
import { memo } from 'react';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { position } from '../../../show/format.ts';
import { visible } from '../../../show/visible.ts';

/** Characters laid out in a row; a row is far narrower, the rest would only cost time. */
const ROW_CHARACTERS = 600;

interface Props {
  row: number;
  /** px from the top of the log. */
  top: number;
  line: LogLine | undefined;
  current: boolean;
  chosen: boolean;
  onChoose: (line: LogLine) => void;
}

export const LogRow = memo(function LogRow({ row, top, line, current, chosen, onChoose }: Props) {
  const place = { transform: `translateY(${top}px)` };
  if (!line)
    return (
      <div className="log-row faint" style={place}>
        <span className="log-n">{row + 1}</span>
        <span>…</span>
      </div>
    );
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`log-row level-${line.level}`}
      style={place}
      data-line={line.n}
      data-current={current || undefined}
      data-chosen={chosen || undefined}
      onClick={() => onChoose(line)}
    >
      <span className="log-n">{line.n}</span>
      <span className="log-at">{position(line.atMs)}</span>
      <span className="log-level">{t(`log.level.${line.level}`)}</span>
      <span className="log-source">{t(`log.source.${line.source}`)}</span>
      <span className="log-text">{visible(line.text.slice(0, ROW_CHARACTERS))}</span>
      {line.screenshot && <IconCamera size={13} aria-label={t('log.hasScreenshot')} className="log-camera" />}
    </button>
  );
});
