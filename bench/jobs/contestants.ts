/** Who takes part in bench/jobs.ts, and in which mode. */
import type { ServerName } from '../queue/contestants.ts';

/** `flood`: all jobs are there when the workers come. `paced`: one every 10 ms, so that workers wait for jobs. */
export type Section = 'flood' | 'paced';

export interface Contestant {
  /** As `--only` names it. */
  peer: string;
  says: string;
  section: Section;
  server: ServerName;
  driver: string;
  mode: string;
  /** Shown, but no ratio is taken from it: it does less, or more, than hand one job to one worker at a time. */
  aside?: boolean;
}

const gantry = { peer: 'gantry', server: 'gantry', driver: 'gantry-jobs' } as const;
const boss = { peer: 'pg-boss', server: 'postgres', driver: 'pg-boss' } as const;
const graphile = { peer: 'graphile-worker', server: 'postgres', driver: 'graphile-worker' } as const;
const bullmq = (sync: 'always' | 'everysec') => {
  const own = { peer: `bullmq-${sync}`, server: `redis-${sync}`, driver: 'bullmq' } as const;
  const says = `BullMQ, append file synced ${sync === 'always' ? 'always' : 'every second'}: Worker`;
  const modes: Contestant[] = [
    { ...own, says, section: 'flood', mode: 'drain' },
    { ...own, says, section: 'paced', mode: 'paced' },
  ];
  return modes;
};

export const contestants: readonly Contestant[] = [
  { ...gantry, says: 'Gantry: a connection for each run', section: 'flood', mode: 'flood' },
  { ...gantry, says: 'Gantry: runs report over HTTP', section: 'flood', mode: 'floodHttp', aside: true },
  { ...gantry, says: 'Gantry', section: 'paced', mode: 'paced' },
  ...bullmq('always'),
  ...bullmq('everysec'),
  { ...boss, says: 'pg-boss: fetch and complete, one at a time', section: 'flood', mode: 'fetch' },
  { ...boss, says: 'pg-boss: bursts of 100', section: 'flood', mode: 'burst', aside: true },
  { ...boss, says: 'pg-boss: workers with notify', section: 'paced', mode: 'paced' },
  { ...graphile, says: 'graphile-worker: default', section: 'flood', mode: 'drain' },
  { ...graphile, says: 'graphile-worker: prefetch of 500', section: 'flood', mode: 'prefetch', aside: true },
  { ...graphile, says: 'graphile-worker: default', section: 'paced', mode: 'paced' },
];
