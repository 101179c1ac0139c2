/** One row of the log: position, time, level, source, text; one line high, whole below when chosen. */
import { IconCamera } from '@tabler/icons-react';
import { Fragment, memo } from 'react';
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
  /** Marked wherever it stands; '' = nothing. */
  marked: string;
  onChoose: (line: LogLine) => void;
}

export const LogRow = memo(function LogRow({ row, top, line, current, chosen, marked, onChoose }: Props) {
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
      <span className="log-text">
        <Marked text={line.text.slice(0, ROW_CHARACTERS)} part={marked} />
      </span>
      {line.screenshot && <IconCamera size={13} aria-label={t('log.hasScreenshot')} className="log-camera" />}
    </button>
  );
});

/** As the coordinator compares: without regard to case. */
function Marked({ text, part }: { text: string; part: string }) {
  const found = part === '' ? [] : placesOf(text.toLowerCase(), part.toLowerCase());
  if (found.length === 0) return visible(text);
  return [0, ...found].map((at, i) => (
    <Fragment key={at === 0 && i === 0 ? 'start' : at}>
      {i > 0 && <mark>{visible(text.slice(at, at + part.length))}</mark>}
      {visible(text.slice(i === 0 ? 0 : at + part.length, found[i] ?? text.length))}
    </Fragment>
  ));
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) places.push(at);
  return places;
}
