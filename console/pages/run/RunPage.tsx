/** A run instance (C10, E14): video beside log on one time axis, live while it runs. */
import { useEffect } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { Details } from './Details.tsx';
import { LogPanel } from './log/LogPanel.tsx';
import { Player } from './player/Player.tsx';
import { RunHead } from './RunHead.tsx';
import { useRun } from './useRun.ts';

export function RunPage({ id }: { id: string }) {
  const { data, error, refetch } = useVerb('run.show', { run: id }, { topics: [`run:${id}`] });
  const name = data ? visible(data.job.deployment.name) : t('run.title');
  useEffect(() => {
    document.title = `${name} · Gantry`;
  }, [name]);
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  return data ? <Run shown={data} /> : <Loading rows={10} />;
}

function Run({ shown }: { shown: Result<'run.show'> }) {
  const { run, job, artifacts, events } = shown;
  const { live, timeline, store, markers, chosen, sought, choose, seek } = useRun(shown);
  return (
    <div className="page run-page">
      <RunHead run={run} job={job} />
      <div className="run-grid">
        <div className="run-left">
          <Player run={run} artifacts={artifacts} markers={markers} timeline={timeline} live={live} onSeek={seek} />
          <Details run={run} job={job} artifacts={artifacts} events={events} onSeek={seek} />
        </div>
        <div className="run-right">
          <LogPanel
            run={run}
            store={store}
            timeline={timeline}
            live={live}
            chosen={chosen}
            sought={sought}
            onChoose={choose}
          />
        </div>
      </div>
    </div>
  );
}
