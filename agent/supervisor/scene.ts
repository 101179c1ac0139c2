/** Everything that the supervisor of one run works with, opened in the right order and wired to each other. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Notices } from '../../protocol/notices.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { dice, type RunClock, runClock, steadyMs } from '../clock.ts';
import { Link } from '../link.ts';
import { LiveView } from '../live.ts';
import { type RunFile, type RunPaths, readJson, runPaths } from '../run-folder.ts';
import { Spool } from '../spool/spool.ts';
import { type Artifact, Uploader } from '../spool/upload.ts';
import { Journal } from './journal.ts';
import { logOwn } from './log.ts';
import { Masker, secretsOf } from './masking.ts';
import { Reporter, type ReporterOptions } from './reporter.ts';
import { Screenshots } from './screenshots.ts';
import { Stopping } from './stopping.ts';

export interface Scene {
  file: RunFile;
  paths: RunPaths;
  clock: RunClock;
  masker: Masker;
  spool: Spool;
  journal: Journal;
  link: Link;
  reporter: Reporter;
  uploader: Uploader;
  screenshots: Screenshots;
  live: LiveView;
  stopping: Stopping;
  /** Set when the disk got short: the video will be given up (P7). */
  thinned: boolean;
  /** What was wrong with the recorded picture, to be said with the recording; '' when nothing was (E11). */
  health: string;
  /** The run's end is written down: a stop from the coordinator is no news. */
  ended: boolean;
}

export function openScene(file: RunFile): Scene {
  const { order, settings } = file;
  const paths = runPaths(join(file.data, 'runs', order.run));
  const clock = runClock(file.startedAt);
  const masker = new Masker(secretsOf(order));
  const onTrouble = (error: Error) => logOwn('error', { error }, 'the spool cannot be written; trying again');
  const spool = new Spool({ folder: paths.spool, steadyMs, onTrouble });
  const stopping = new Stopping();
  const { run, epoch, supervisorToken: token } = order;
  const call = (verb: string, params: unknown): Promise<unknown> => link.client.call(verb, params);
  const live = new LiveView({ url: file.url, token, ca: file.ca, run, epoch, call });
  const link = openLink(file, { stopping, live, onMask: (word) => mask(masker, call, word) });
  const fresh = { thinned: false, health: '', ended: false };
  const scene = { file, paths, clock, masker, spool, stopping, link, live, ...fresh } as Scene;
  const uploader = new Uploader(
    { folder: paths.evidence, url: file.url, token, ca: file.ca, run, epoch, call, dice, onRefused },
    readJson<Artifact[]>(join(paths.evidence, 'uploads.json')) ?? [],
  );
  const screenshots = new Screenshots({
    limit: settings.screenshotsPerRun,
    atMs: () => clock.atMs(),
    add: (artifact) => uploader.add(artifact),
    warn: (text) => scene.journal.say('warn', text),
  });
  const journal = new Journal({
    spool,
    clock,
    masker,
    limitBytes: settings.spoolBytes,
    onPressure: () => thin(scene),
    onError: (text) => screenshots.automatic(text),
  });
  const reporter = new Reporter({
    spool,
    run,
    epoch,
    call,
    dice,
    onStop: (because) => stopped(scene, because),
    onRefused: refused,
  });
  return Object.assign(scene, { uploader, screenshots, journal, reporter });
}

function refused(error: Error): void {
  logOwn('warn', { error }, 'a report was refused; sending again from the acknowledged number');
}

function onRefused(artifact: Artifact, because: string): void {
  logOwn('error', { artifact: artifact.name, because }, 'an upload was refused for good');
}

function thin(scene: Scene): void {
  scene.thinned = true;
  scene.journal.say('warn', 'the coordinator is away and the spool fills up: the video of this run will not be kept');
}

/** The coordinator has closed this run: its word ends the tree, but not the reporting. */
function stopped(scene: Scene, because: string): void {
  if (scene.ended) return;
  logOwn('warn', { because }, 'stopped by the coordinator');
  scene.stopping.force();
}

/** The script gets its secret only after this answer: whatever it writes then is masked (E5). */
function mask(masker: Masker, call: ReporterOptions['call'], { values, ...word }: Notices['run.mask']): void {
  masker.add(values);
  call('run.masked', word).catch((error: unknown) => logOwn('warn', { error }, 'a masked secret could not be told'));
}

interface LinkParts {
  stopping: Stopping;
  live: LiveView;
  onMask: (word: Notices['run.mask']) => void;
}

function openLink(file: RunFile, { stopping, live, onMask }: LinkParts): Link {
  const { order, url, ca } = file;
  const client = `s-${randomBytes(12).toString('hex')}`;
  const headers = { authorization: `Bearer ${order.supervisorToken}` };
  return new Link({
    url: `${url.replace(/^http/, 'ws')}/ws/run`,
    headers,
    ca,
    large: { url: `${url}/api/v1/rpc?client=${client}`, headers },
    greet: async (talk) => {
      await talk.ask('run.hello', { protocol: PROTOCOL_VERSION, client });
      return {};
    },
    onNotice: ({ verb, params }) => {
      const p = params as { run?: string; epoch?: number; reason?: string; graceMs?: number; on?: boolean };
      if (p.run !== undefined && (p.run !== order.run || p.epoch !== order.epoch)) return;
      if (verb === 'run.stop') stopping.force();
      if (verb === 'run.mask') onMask(params as Notices['run.mask']);
      if (verb === 'run.watched') live.watched(p.on === true);
      if (verb !== 'run.cancel') return;
      if (p.reason === 'forced') stopping.force();
      else stopping.ask('cancelled', p.graceMs ?? order.stopGraceMs);
    },
    onChange: (up, because) => {
      if (!up) live.watched(false); // whoever still watches then is told of at the next hello
      logOwn('info', { up, because }, up ? 'connected' : 'connection lost');
    },
  });
}
