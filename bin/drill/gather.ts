/** Collects what the coordinator recorded of a drill: jobs, runs with their logs and files, items with their history. */
import { createHash } from 'node:crypto';
import type { Result } from '../../protocol/contract.ts';
import type { ArtifactView, JobDetail, LogLine, RunView } from '../../protocol/shapes.ts';
import type { Api } from '../api.ts';
import type { Recorded, RecordedRun } from './account.ts';

const LINES = 2_000;
const PAGE = 500;

/** `recorded`: a video is wanted of every run that got so far. */
export async function gather(api: Api, queues: readonly string[], recorded = false): Promise<Recorded> {
  const jobs: JobDetail[] = [];
  for await (const { id } of pages((after) => api.call('job.list', { limit: PAGE, ...after })))
    jobs.push(await api.call('job.show', { job: id }));
  const runs: RecordedRun[] = [];
  for (const run of jobs.flatMap((job) => job.runs)) runs.push(await recordedRun(api, run, recorded));
  const items: Recorded['items'] = [];
  for (const queue of queues)
    for await (const { id, key, status } of pages((after) =>
      api.call('resource.list', { queue, limit: PAGE, ...after }),
    )) {
      const { history } = await api.call('resource.show', { queue, id });
      items.push({ id, key: key ?? '', status, timesProcessed: history.filter((e) => e.kind === 'processed').length });
    }
  return { jobs: jobs.map(jobState), runs, items };
}

/** An open job has an owner when a robot has it (and loses it after the deployment's time), or when it says whom it waits for. */
function jobState({ state, ended, runs, waiting, message }: JobDetail): Recorded['jobs'][number] {
  const held = runs.some((run) => run.state === 'running' || run.state === 'assigned');
  return { state, ended: ended !== undefined, owned: held || waiting !== undefined || message !== '' };
}

async function recordedRun(api: Api, run: RunView, recorded: boolean): Promise<RecordedRun> {
  const log = await wholeLog(api, run.id);
  const { artifacts } = await api.call('run.show', { run: run.id });
  const files = [];
  for (const artifact of artifacts.filter(({ kind }) => kind === 'file')) files.push(await fileOf(api, artifact));
  const videoGap = recorded ? await gapOfVideo(api, run, artifacts) : undefined;
  return {
    id: run.id,
    reason: run.reason ?? '',
    lines: log.filter((line) => line.source === 'stdout').map((line) => line.text),
    holes: log.filter((line, i) => line.n !== i + 1).length,
    files,
    videoGap,
  };
}

async function wholeLog(api: Api, run: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let from: number | undefined = 1; from !== undefined; ) {
    const page: Result<'run.log'> = await api.call('run.log', { run, from, limit: LINES });
    lines.push(...page.lines);
    from = page.next;
  }
  return lines;
}

async function fileOf(api: Api, { id, name, state }: ArtifactView): Promise<RecordedRun['files'][number]> {
  const complete = state === 'complete';
  return { name, complete, sha256: complete ? await sha256Of(api, id) : '' };
}

async function sha256Of(api: Api, artifact: string): Promise<string> {
  const { body } = await api.download('GET /artifacts/:artifact/content', { artifact });
  const hash = createHash('sha256');
  for await (const bytes of body) hash.update(bytes);
  return hash.digest('hex');
}

/** A run whose supervisor came so far that it recorded has a whole video, or says why not. */
async function gapOfVideo(api: Api, run: RunView, artifacts: readonly ArtifactView[]): Promise<string | undefined> {
  const video = artifacts.find(({ kind }) => kind === 'video');
  if (!video) return run.state === 'succeeded' ? `there is none (${run.recording})` : undefined;
  if (video.state !== 'complete') return `${video.received} of ${video.bytes} bytes are there`;
  const { body } = await api.download('GET /artifacts/:artifact/content', { artifact: video.id });
  let bytes = 0;
  let head = '';
  for await (const piece of body) {
    if (bytes === 0) head = Buffer.from(piece.subarray(4, 8)).toString('latin1');
    bytes += piece.length;
  }
  if (bytes !== video.bytes) return `${bytes} of ${video.bytes} bytes came`;
  return head === 'ftyp' && (run.video?.seconds ?? 0) > 0 ? undefined : 'it cannot be played';
}

async function* pages<T>(ask: (after: { after?: string }) => Promise<{ items: T[]; next?: string | undefined }>) {
  for (let after: { after?: string } = {}; ; ) {
    const { items, next } = await ask(after);
    yield* items;
    if (next === undefined) return;
    after = { after: next };
  }
}
