/** The rows on screen, and only those: follows the tail while live, the video while playing, unless scrolled away. */
import { Button, Text } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { LogLine } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { Refused } from '../../../parts/States.tsx';
import { type Timeline, useTimeline } from '../player/timeline.ts';
import { LogRow } from './LogRow.tsx';
import type { Lines } from './LogStore.ts';
import { useVersion } from './useLog.ts';

const ROW_PX = 22;
/** px from the end within which the view counts as being at the end. */
const TAIL_PX = 40;

interface Props {
  lines: Lines & { retry(): void };
  timeline: Timeline;
  live: boolean;
  chosen: number | undefined;
  searching: boolean;
  onChoose: (line: LogLine) => void;
}

export function LogRows({ lines, timeline, live, chosen, searching, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useVersion(lines);
  const [following, setFollowing] = useState(live && chosen === undefined);
  const { ms, playing } = useTimeline(timeline);
  const rows = useVirtualizer({
    count: lines.count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 15,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const current = live && following ? -1 : lines.rowAt(ms);

  // After every render: what is on screen is asked for; asking again for what is there or under way costs nothing.
  useEffect(() => lines.need(first, last));
  useEffect(() => {
    if (following && lines.count > 0) rows.scrollToIndex(lines.count - 1, { align: 'end' });
  }, [following, lines.count, rows]);
  useEffect(() => {
    if (playing && current >= 0) rows.scrollToIndex(current, { align: 'center' });
  }, [playing, current, rows]);
  const reveal = useRef(chosen);
  useEffect(() => {
    if (reveal.current === undefined || lines.count < reveal.current) return;
    rows.scrollToIndex(reveal.current - 1, { align: 'center' });
    reveal.current = undefined;
  }, [lines.count, rows]);

  const scrolled = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    if (live) setFollowing(scrollHeight - scrollTop - clientHeight < TAIL_PX);
  };
  if (lines.error && lines.count === 0) return <Refused error={lines.error} onRetry={() => lines.retry()} />;
  return (
    <div className="log-rows">
      <div ref={box} className="log-scroll" onScroll={scrolled} role="log" aria-label={t('log.title')} aria-live="off">
        {lines.count === 0 && <Nothing searching={searching} live={live} />}
        <div style={{ height: rows.getTotalSize() }} className="log-all">
          {items.map((item) => (
            <LogRow
              key={item.key}
              row={item.index}
              top={item.start}
              line={lines.at(item.index)}
              current={item.index === current}
              chosen={chosen !== undefined && lines.at(item.index)?.n === chosen}
              onChoose={onChoose}
            />
          ))}
        </div>
      </div>
      {live && !following && lines.count > 0 && (
        <Button
          size="compact-xs"
          className="log-follow"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={() => setFollowing(true)}
        >
          {t('log.follow')}
        </Button>
      )}
    </div>
  );
}

function Nothing({ searching, live }: { searching: boolean; live: boolean }) {
  return (
    <Text size="sm" c="dimmed" ta="center" py={40}>
      {t(searching ? 'log.searching' : live ? 'log.noneYet' : 'log.none')}
    </Text>
  );
}
