/** Scripts of running run instances on their sockets, and a queue for them. */
import { FakeRun } from '../../support/fake-agent.ts';
import { refusalOf, type Stage, stage } from './stage.ts';

export const both = { read: true, write: true } as const;

export interface Scripts extends Stage {
  scripts: FakeRun[];
  supervisors: FakeRun[];
  jobs: string[];
  /** A new connection of this script, as it makes after a restart. */
  again(script: FakeRun): Promise<FakeRun>;
}

/** `count` runs on robots of their own, and the queue `q`. */
export async function withScripts(count: number, body: (s: Scripts) => Promise<void>, attemptLimit?: number) {
  const s = await stage();
  const reopened: FakeRun[] = [];
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    await s.api('queue.create', { name: 'q', ...(attemptLimit === undefined ? {} : { attemptLimit }) });
    const all: Scripts = Object.assign(s, {
      scripts: [],
      supervisors: [],
      jobs: [],
      again: async (script: FakeRun) => {
        const run = await FakeRun.open(s.url, script.order, 'script');
        reopened.push(run);
        return run;
      },
    });
    for (let i = 0; i < count; i++) {
      const { script, supervisor, job } = await s.running(await s.agent(`r${i}`, 'p'), 'hello');
      all.scripts.push(script);
      all.supervisors.push(supervisor);
      all.jobs.push(job);
    }
    await body(all);
  } finally {
    for (const run of reopened) run.close();
    await s.close();
  }
}

/** Proves that what was sent before on this socket has reached the waiting room: requests keep their order. */
export const reached = (script: FakeRun) => refusalOf(script.call('resource.get', { queue: 'no such queue' }));
