/** A run instance (C10, E14): video beside log on one time axis, live while it runs. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import type { LogLine } from '../../../protocol/shapes.ts';
import { useVerb } from '../../api/queries.ts';
import { useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Loading, Refused } from '../../parts/States.tsx';
import { useNow } from '../../show/Time.tsx';
import { Details } from './Details.tsx';
import { LogPanel } from './log/LogPanel.tsx';
import { useLogStore, useVersion } from './log/useLog.ts';
import { durationOf, markersOf } from './player/markers.ts';
import { Player } from './player/Player.tsx';
import { Timeline } from './player/timeline.ts';
import { RunHead } from './RunHead.tsx';
import { useKeyboard } from './useKeyboard.ts';

/** Error lines marked on the bar at most. */
const MARKED_ERRORS = 200;

export function RunPage({ id }: { id: string }) {
  const shown = useVerb('run.show', { run: id }, { topics: [`run:${id}`] });
  useEffect(() => {
    document.title = `${t('run.title')} · Gantry`;
  }, []);
  if (shown.error && !shown.data) return <Refused error={shown.error} onRetry={() => void shown.refetch()} />;
  if (!shown.data) return <Loading rows={10} />;
  return <Run {...shown.data} />;
}

function Run({ run, job, artifacts, events }: Result<'run.show'>) {
  const live = run.ended === undefined;
  const clock = useNow(live);
  const [query, change] = useAddressQuery();
  const chosen = lineOf(query.get('line'));
  const store = useLogStore(run.id, run.lines);
  useVersion(store);
  const [timeline] = useState(() => new Timeline());
  const errors = useVerb(
    'run.log',
    { run: run.id, level: 'error', limit: MARKED_ERRORS },
    { topics: [`run:${run.id}`], enabled: run.errors > 0, keep: true },
  );
  const markers = useMemo(
    () => markersOf({ run, artifacts, events, errors: errors.data?.lines ?? [] }),
    [run, artifacts, events, errors.data],
  );
  useEffect(() => timeline.setDuration(durationOf(run, markers, clock), live), [timeline, run, markers, clock, live]);
  useChosenAtStart(chosen, store.at((chosen ?? 0) - 1), timeline);
  useEffect(() => () => timeline.pause(), [timeline]);

  const choose = useCallback(
    (line: LogLine | undefined) => {
      change({ line: line && String(line.n) });
      if (line) timeline.seek(line.atMs);
    },
    [change, timeline],
  );
  const seek = useCallback(
    (ms: number) => {
      timeline.seek(ms);
      change({ line: undefined });
      void store.findRow(ms); // brings the log's window of that moment
    },
    [timeline, change, store],
  );
  const keys = useMemo(
    () => ({
      toggle: () => timeline.toggle(),
      jump: (ms: number) => timeline.seek(timeline.moment.ms + ms),
      line: (by: number) => {
        const line = store.at((chosen === undefined ? store.rowAt(timeline.moment.ms) : chosen - 1) + by);
        if (line) choose(line);
      },
    }),
    [timeline, store, chosen, choose],
  );
  useKeyboard(keys);
  return (
    <div className="page run-page">
      <RunHead run={run} job={job} />
      <div className="run-grid">
        <div className="run-left">
          <Player run={run} artifacts={artifacts} markers={markers} timeline={timeline} live={live} onSeek={seek} />
          <Details run={run} job={job} artifacts={artifacts} events={events} onSeek={seek} />
        </div>
        <div className="run-right">
          <LogPanel run={run} store={store} timeline={timeline} live={live} chosen={chosen} onChoose={choose} />
        </div>
      </div>
    </div>
  );
}

function lineOf(text: string | null): number | undefined {
  const n = Number(text);
  return Number.isSafeInteger(n) && n > 0 ? n : undefined;
}

/** An address with `?line=N` opens at the moment of that line, once. */
function useChosenAtStart(chosen: number | undefined, line: LogLine | undefined, timeline: Timeline): void {
  const [wanted, setWanted] = useState(chosen !== undefined);
  useEffect(() => {
    if (!wanted || !line) return;
    timeline.seek(line.atMs);
    setWanted(false);
  }, [wanted, line, timeline]);
}
