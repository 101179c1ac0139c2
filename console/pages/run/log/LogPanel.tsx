/** The log beside the video: filter, rows, the chosen line whole; a click on a line seeks (E14). */
import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { LogLine, RunView } from '../../../../protocol/shapes.ts';
import { t } from '../../../i18n/index.ts';
import { Card } from '../../../parts/Page.tsx';
import { sayRefused } from '../../../parts/say.ts';
import { count, exact } from '../../../show/format.ts';
import type { Timeline } from '../player/timeline.ts';
import type { Find } from '../useFind.ts';
import { useVersion } from '../windows/useVersion.ts';
import { downloadLog } from './download.ts';
import { Finding } from './Finding.tsx';
import { LineDetail } from './LineDetail.tsx';
import { LogFilter } from './LogFilter.tsx';
import { LogRows } from './LogRows.tsx';
import type { MatchStore } from './MatchStore.ts';
import { type Filter, isFiltering, type LogStore, noFilter, useMatches } from './useLog.ts';

interface Props {
  run: RunView;
  store: LogStore;
  timeline: Timeline;
  live: boolean;
  /** Position of the chosen line; it is in the address. */
  chosen: number | undefined;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  finding: Find;
  /** Row that a seek leads to. */
  sought: number | undefined;
  onChoose: (line: LogLine | undefined) => void;
}

export function LogPanel(props: Props) {
  const { run, store, timeline, live, chosen, filter, onFilter, finding, sought, onChoose } = props;
  const [whole, setWhole] = useState(false);
  const filtering = isFiltering(filter);
  const matches = useMatches(run.id, whole ? noFilter : filter);
  const lines = matches ?? store;
  useVersion(lines);
  const line = chosen === undefined ? undefined : store.at(chosen - 1);
  return (
    <Card title={t('log.title')} side={<Side run={run} shown={lines.count} filtered={matches !== undefined} />}>
      <div className="log">
        {run.logDeleted && (
          <Text size="sm" c="dimmed" ta="center" py="md">
            {t('log.deleted', { n: run.lines, count: count(run.lines), when: exact(run.logDeleted) })}
          </Text>
        )}
        <LogFilter filter={filter} onChange={onFilter} onFind={(way) => finding.find(filter, way)} />
        {filtering && (
          <Finding finding={finding} whole={whole} onWhole={setWhole} onFind={(way) => finding.find(filter, way)} />
        )}
        <LogRows
          key={matches ? 'matches' : 'all'}
          lines={lines}
          timeline={timeline}
          live={live}
          chosen={chosen}
          wanted={wantedRow({ matches, chosen, sought })}
          marked={filter.text}
          onChoose={onChoose}
          searching={matches?.searching ?? false}
        />
        {line && <LineDetail line={line} run={run.id} onClose={() => onChoose(undefined)} />}
      </div>
    </Card>
  );
}

/** The row of what is chosen; among the matches it is elsewhere than in the whole log. */
function wantedRow({
  matches,
  chosen,
  sought,
}: { matches: MatchStore | undefined } & Pick<Props, 'chosen' | 'sought'>) {
  if (chosen === undefined) return matches ? undefined : sought;
  return matches ? matches.rowOf(chosen) : chosen - 1;
}

function Side({ run, shown, filtered }: { run: RunView; shown: number; filtered: boolean }) {
  const [busy, setBusy] = useState(false);
  const download = () => {
    setBusy(true);
    downloadLog(run.id)
      .catch(sayRefused)
      .finally(() => setBusy(false));
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="xs" c="dimmed" className="nowrap" data-lines={shown}>
        {t(filtered ? 'log.matches' : 'log.lines', { n: shown, count: count(shown) })}
      </Text>
      <Tooltip label={t('log.download')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('log.download')} loading={busy} onClick={download}>
          <IconDownload size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
