/** The rows of the log on screen, and only those. */
import { Button, Text } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { type Timeline, useTimeline } from '../player/timeline.ts';
import { Broken } from '../windows/Broken.tsx';
import { useVersion } from '../windows/useVersion.ts';
import type { Rows } from '../windows/WindowStore.ts';
import { LogRow } from './LogRow.tsx';
import { useScrolling } from './useScrolling.ts';

const ROW_PX = 22;
const OVERSCAN_ROWS = 15;

interface Props {
  lines: Rows<LogLine>;
  timeline: Timeline;
  live: boolean;
  /** Position of the chosen line. */
  chosen: number | undefined;
  /** Row to bring on screen. */
  wanted: number | undefined;
  searching: boolean;
  /** What was sought, to be marked in the lines; '' = nothing. */
  marked: string;
  onChoose: (line: LogLine) => void;
}

export function LogRows({ lines, timeline, live, chosen, wanted, searching, marked, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useVersion(lines);
  const { ms, playing } = useTimeline(timeline);
  const rows = useVirtualizer({
    count: lines.count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
  });
  const items = rows.getVirtualItems();
  const current = lines.rowAt(ms);
  const { following, follow, onScroll } = useScrolling({
    ...{ rows, box, live, playing, current, wanted },
    count: lines.count,
  });
  // After every render: what is on screen is asked for; asking again for what is there or under way costs nothing.
  useEffect(() => lines.need(items[0]?.index ?? 0, items.at(-1)?.index ?? 0));
  return (
    <div className="log-rows">
      <div ref={box} className="log-scroll" onScroll={onScroll} role="log" aria-label={t('log.title')} aria-live="off">
        <Broken rows={lines} />
        {lines.count === 0 && !lines.error && <Nothing searching={searching} live={live} />}
        <div style={{ height: rows.getTotalSize() }} className="log-all">
          {items.map((item) => {
            const line = lines.at(item.index);
            return (
              <LogRow
                key={item.key}
                row={item.index}
                top={item.start}
                line={line}
                current={item.index === current && !following}
                chosen={chosen !== undefined && line?.n === chosen}
                marked={marked}
                onChoose={onChoose}
              />
            );
          })}
        </div>
      </div>
      {live && !following && lines.count > 0 && <Follow onClick={follow} />}
    </div>
  );
}

const Follow = ({ onClick }: { onClick: () => void }) => (
  <Button
    size="compact-xs"
    className="log-follow"
    leftSection={<IconArrowDown size={14} aria-hidden />}
    onClick={onClick}
  >
    {t('log.follow')}
  </Button>
);

const Nothing = ({ searching, live }: { searching: boolean; live: boolean }) => (
  <Text size="sm" c="dimmed" ta="center" py={40}>
    {t(searching ? 'log.searching' : live ? 'log.noneYet' : 'log.none')}
  </Text>
);
