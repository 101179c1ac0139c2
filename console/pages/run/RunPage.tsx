/** A run instance (C10, E14): video beside log on one time axis, live while it runs. */
import type { Result } from '../../../protocol/contract.ts';
import { GantryError } from '../../../protocol/errors.ts';
import { useVerb } from '../../api/queries.ts';
import { Loading, Refused } from '../../parts/States.tsx';
import { Details } from './Details.tsx';
import { LogPanel } from './log/LogPanel.tsx';
import { Help } from './player/Help.tsx';
import { Player } from './player/Player.tsx';
import { RunHead } from './RunHead.tsx';
import { useRun } from './useRun.ts';

export function RunPage({ id }: { id: string }) {
  const { data, error, refetch, dataUpdatedAt } = useVerb('run.show', { run: id }, { topics: [`run:${id}`] });
  // Deleted while somebody looks: the page says by whom.
  if (error instanceof GantryError && error.code === 'RunNotFound') return <Refused error={error} />;
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  return data ? <Run shown={data} asked={dataUpdatedAt} /> : <Loading rows={10} />;
}

function Run({ shown, asked }: { shown: Result<'run.show'>; asked: number }) {
  const { run, job, artifacts } = shown;
  const { live, timeline, store, markers, clip, frame, screen, seek, ...rest } = useRun(shown);
  const onHelp = () => rest.setHelping(true);
  return (
    <div className="page run-page">
      <RunHead run={run} job={job} />
      <div className="run-grid">
        <div className="run-left">
          <Player {...{ run, artifacts, markers, timeline, live, clip, frame, screen, onHelp }} onSeek={seek} />
          <Details {...{ shown, asked, timeline }} onSeek={seek} />
        </div>
        <div className="run-right">
          <LogPanel
            {...{ run, store, timeline, live }}
            filter={rest.filter}
            onFilter={rest.setFilter}
            chosen={rest.chosen}
            sought={rest.sought}
            onChoose={rest.choose}
            finding={rest.find}
          />
        </div>
      </div>
      <Help opened={rest.helping} onClose={() => rest.setHelping(false)} />
    </div>
  );
}
