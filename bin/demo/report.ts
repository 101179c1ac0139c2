/** What the demo reports: what was seen, and the list of expectations with their truth. Reads the coordinator and the wiki. */
import type { QueueView, RunView, VideoView } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import type { Airport } from './airports.ts';
import type { Crash } from './crash.ts';
import type { WikiNote } from './wiki.ts';

export interface RunReport {
  id: string;
  job: string;
  state: string;
  attempt: number;
  robot: string;
  seconds: number;
  lines: number;
  screenshots: number;
  reason: string | undefined;
  video: { bytes: number; seconds: number; width: number; height: number; fps: number } | null;
}

export interface Expectation {
  expected: string;
  ok: boolean;
  seen: string;
}

export interface Report {
  jobs: { id: string; deployment: string; state: string; attempts: number; seconds: number }[];
  runs: RunReport[];
  queues: Record<string, QueueView['counts']>;
  expectations: Expectation[];
}

export interface Seen {
  jobs: string[];
  queue: string;
  crash: Crash;
  airports: Airport[];
  notes: WikiNote[];
  /** The title that the robot gives an airport's note. */
  titleOf: (airport: Airport) => string;
  screen: { width: number; height: number };
}

const seconds = (from: number | undefined, to: number | undefined) =>
  from && to ? Math.round((to - from) / 10) / 100 : 0;

export async function report(api: Api, seen: Seen): Promise<Report> {
  const details = await Promise.all(seen.jobs.map((job) => api.call('job.show', { job })));
  const runs = details.flatMap((d) => d.runs);
  const queue = await api.call('queue.show', { queue: seen.queue });
  return {
    jobs: details.map((d) => ({
      id: d.id,
      deployment: d.deployment.name,
      state: d.state,
      attempts: d.attempts,
      seconds: seconds(d.created, d.ended),
    })),
    runs: runs.map(runReport),
    queues: { [queue.name]: queue.counts },
    expectations: [
      ...jobExpectations(
        details.map((d) => d.state),
        runs,
        seen.crash,
      ),
      ...(await evidence(api, runs, seen.screen)),
      ...(await queueExpectations(api, queue, seen)),
      ...wikiExpectations(seen),
    ],
  };
}

const runReport = (run: RunView): RunReport => ({
  id: run.id,
  job: run.job,
  state: run.state,
  attempt: run.number,
  robot: run.robot.name,
  seconds: seconds(run.started, run.ended),
  lines: run.lines,
  screenshots: run.screenshots,
  reason: run.reason,
  video: run.video ? videoFacts(run.video) : null,
});

const videoFacts = ({ bytes, seconds, width, height, fps }: VideoView) => ({ bytes, seconds, width, height, fps });

function jobExpectations(states: string[], runs: RunView[], crash: Crash): Expectation[] {
  const killed = runs.find((run) => run.id === crash.run);
  const retry = runs.find((run) => run.job === crash.job && run.number === (killed?.number ?? 0) + 1);
  return [
    check(
      'every job succeeded',
      states.every((s) => s === 'succeeded'),
      states.join(', '),
    ),
    check('the killed run failed', killed?.state === 'failed', `${killed?.id} ${killed?.state} (${killed?.reason})`),
    check(
      'the job of the killed run was retried and succeeded',
      retry?.state === 'succeeded',
      retry ? `${retry.id} ${retry.state}` : 'no retry',
    ),
    check(
      'nothing else failed',
      runs.filter((r) => r.state !== 'succeeded').length === 1,
      `${runs.filter((r) => r.state !== 'succeeded').length} not succeeded`,
    ),
  ];
}

async function evidence(api: Api, runs: RunView[], screen: Seen['screen']): Promise<Expectation[]> {
  const shown = await Promise.all(runs.map((run) => api.call('run.show', { run: run.id })));
  return shown.flatMap(({ run, events }) =>
    evidenceExpectations(
      run,
      screen,
      events.some((e) => e.kind === 'taken'),
    ),
  );
}

/** `worked`: it took a row; a retry may find that the other robot was quicker, and has nothing to take pictures of. */
/** The last of it that a recorder may miss: it takes a picture every 200 ms, and a step may end between two. */
const MAY_MISS_MS = 1_000;

function evidenceExpectations(run: RunView, screen: Seen['screen'], worked: boolean): Expectation[] {
  const { video } = run;
  const name = `run ${run.number} of ${run.job}`;
  const [from, to] = spanOfWork(run);
  const end = video ? video.offsetMs + video.seconds * 1_000 : 0;
  const covers = video !== undefined && video.bytes > 0 && video.offsetMs <= from && end >= to - MAY_MISS_MS;
  const asAsked = video?.width === screen.width && video.height === screen.height && Math.abs(video.fps - 5) < 0.5;
  return [
    check(`${name} has a log`, run.lines > 0, `${run.lines} lines`),
    ...(worked ? [check(`${name} has screenshots`, run.screenshots > 0, `${run.screenshots}`)] : []),
    check(
      `${name} has a video from before its first step until after its last`,
      covers && asAsked,
      video
        ? `${inSeconds(video.offsetMs)} to ${inSeconds(end)} s, steps ${inSeconds(from)} to ${inSeconds(to)} s, ` +
            `${video.width}×${video.height} at ${video.fps}, ${video.bytes} bytes`
        : run.recording,
    ),
  ];
}

/** ms of the run's time from its first step to the end of its last; a run that found nothing to do has no span (E7). */
function spanOfWork({ steps }: RunView): [number, number] {
  if (steps.length === 0) return [Number.POSITIVE_INFINITY, 0];
  return [Math.min(...steps.map((s) => s.atMs)), Math.max(...steps.map((s) => s.atMs + (s.ms ?? 0)))];
}

const inSeconds = (ms: number) => (Number.isFinite(ms) ? (ms / 1_000).toFixed(1) : '–');

async function queueExpectations(api: Api, queue: QueueView, seen: Seen): Promise<Expectation[]> {
  const { counts } = queue;
  const { items: failed } = await api.call('resource.list', { queue: queue.name, status: 'error', limit: 10 });
  const { resource, history } = await api.call('resource.show', { queue: queue.name, id: seen.crash.resource });
  const takers = new Set(history.filter((e) => e.kind === 'taken').map((e) => e.run));
  const processed = history.filter((e) => e.kind === 'processed');
  const impossible = failed[0] ? await api.call('resource.show', { queue: queue.name, id: failed[0].id }) : undefined;
  const attempts = impossible?.history.filter((e) => e.kind === 'failed').length ?? 0;
  return [
    check(
      'every possible row is processed',
      counts.processed === seen.airports.length,
      `${counts.processed} of ${seen.airports.length}`,
    ),
    check(
      'the impossible row alone is in error, at once',
      failed.length === 1 && attempts === 1,
      `${failed.length} in error after ${attempts} attempt`,
    ),
    check(
      'nothing is left over',
      counts.new === 0 && counts.in_progress === 0,
      `${counts.new} new, ${counts.in_progress} in progress`,
    ),
    check(
      'the row of the killed run came back and was done by another run, once',
      resource.status === 'processed' &&
        processed.length === 1 &&
        takers.size > 1 &&
        processed[0]!.run !== seen.crash.run,
      `${resource.id}: ${resource.status}, taken by ${takers.size} runs, processed ${processed.length} time(s)`,
    ),
  ];
}

function wikiExpectations(seen: Seen): Expectation[] {
  const titles = seen.notes.map((n) => n.title).sort();
  const expected = seen.airports.map(seen.titleOf).sort();
  const wrong = seen.airports.filter(
    (a) =>
      !sameContent(
        a,
        seen.notes.find((n) => n.title === seen.titleOf(a)),
      ),
  );
  return [
    check(
      'the wiki has exactly the queue’s processed rows, each once',
      JSON.stringify(titles) === JSON.stringify(expected),
      `${titles.length} notes for ${expected.length} rows`,
    ),
    check(
      'every note says what its row says',
      wrong.length === 0,
      wrong.length === 0 ? 'all equal' : `different: ${wrong.map((a) => a.iata).join(', ')}`,
    ),
  ];
}

const sameContent = (a: Airport, note: WikiNote | undefined) =>
  note !== undefined &&
  [a.name, a.city, a.state, a.country, String(a.latitude), String(a.longitude)].every(
    (part) => note.text.includes(part) || note.title.includes(part),
  );

const check = (expected: string, ok: boolean, seen: string): Expectation => ({ expected, ok, seen });
