/** A run from its preparation to its verified empty process tree: what supervisor and command do together. */
import type { ChildProcess } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { LogLevel } from '../../protocol/fields.ts';
import type { Capture } from '../capture/index.ts';
import { type Exit, exitOf, startCommand } from './child.ts';
import { commandEnvironment } from './command-environment.ts';
import { groupOf, newGroup, removeGroup, type SpawnMark } from './control-group.ts';
import { type Ending, judge } from './exit-record.ts';
import { LogLines } from './log-lines.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Scene } from './scene.ts';
import { ScriptChannel } from './script-channel.ts';
import { MAX_OUTPUT_BYTES, output, type ScriptWords, scriptMessage } from './script-messages.ts';
import { askTree, killTree } from './tree.ts';
import { provideTrust } from './trust.ts';

/** ms to read what an ended tree left in pipes and sockets. */
const LAST_READ_MS = 2_000;
/** The last part of the grace, in which a script that was asked over its socket gets SIGTERM as well. */
const TERM_BEFORE_KILL_MS = 2_000;

export interface Lived {
  ending: Ending;
  capture: Capture | undefined;
}

export async function live(scene: Scene): Promise<Lived> {
  const { capture, files, problem } = await prepare(scene);
  if (scene.stopping.abort) return { ending: abortedBefore(scene), capture };
  if (problem) return { ending: { state: 'failed', ...problem }, capture };
  return { ending: await command(scene, { capture, files }), capture };
}

const abortedBefore = ({ stopping }: Scene): Ending => ({
  state: 'cancelled',
  reason: stopping.abort === 'forced' ? 'forced' : 'cancelled',
});

async function command(scene: Scene, prepared: Pick<Prepared, 'capture' | 'files'>): Promise<Ending> {
  const { file, paths, journal, spool, stopping } = scene;
  const { order } = file;
  const words: ScriptWords = { said: undefined, hasOutput: false };
  const channel = new ScriptChannel({
    path: paths.socket,
    run: order.run,
    onMessage: (message) => scriptMessage(scene, words, message),
    onNonsense: (because) => journal.say('warn', `the script's local socket: ${because}`),
    room: () => spool.room(),
  });
  await channel.listen();
  try {
    const child = await spawnOnce(scene, channel.path, prepared);
    if (child instanceof Error) return { state: 'failed', reason: 'spawn', error: child.message };
    journal.entry({ kind: 'started', pid: child.pid! });
    const reading = [
      readLines(scene, child.stdout!, 'info', 'stdout'),
      readLines(scene, child.stderr!, 'warn', 'stderr'),
    ];
    const exit = await untilEnd(scene, child, channel);
    if (failed(exit, words) && !stopping.abort) scene.screenshots.automatic('the run failed');
    await scene.screenshots.settled();
    await emptyTree(scene, child.pid!);
    await Promise.all([lastWords(child, reading), channel.close(LAST_READ_MS)]);
    readOutputFile(scene, words);
    const { lastWords: said } = journal;
    return judge({ exit, abort: stopping.abort, said: words.said, lastWords: said, timeoutMs: order.timeoutMs });
  } finally {
    await channel.close(0);
  }
}

const failed = (exit: Exit, words: ScriptWords) => exit.code !== 0 || words.said !== undefined;

/** The marker is made exclusively and is on the disk before the command exists: no run is spawned twice (P6). */
async function spawnOnce(
  scene: Scene,
  socket: string,
  { capture: screen, files }: Pick<Prepared, 'capture' | 'files'>,
): Promise<ChildProcess | Error> {
  const { file, paths, journal } = scene;
  const { order, url, tools } = file;
  mkdirSync(paths.profile, { recursive: true, mode: 0o700 });
  const trust = await provideTrust(file, paths);
  const marker = openSync(paths.spawned, 'wx', 0o600);
  const group = newGroup(order.run);
  writeSync(marker, JSON.stringify({ atMs: journal.atMs, group } satisfies SpawnMark));
  fsyncSync(marker);
  closeSync(marker);
  const { output, profile } = paths;
  const env = commandEnvironment({
    order: { ...order, params: { ...order.params, ...files } },
    url,
    socket,
    output,
    profile,
    tools,
    screen,
    trust,
  });
  try {
    return await startCommand({ argv: order.manifest.command, cwd: paths.work, env, group });
  } catch (error) {
    if (group !== undefined) removeGroup(group);
    journal.say('error', (error as Error).message);
    return error as Error;
  }
}

/** Lines of a stream of the command, held back when the disk is slower than it. */
async function readLines(scene: Scene, stream: Readable, level: LogLevel, source: 'stdout' | 'stderr'): Promise<void> {
  const { journal, spool, masker } = scene;
  const lines = new LogLines({
    onLine: (text, more) => journal.line(level, source, text, { more }),
    openTail: (text) => masker.openTail(text),
  });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      lines.feed(chunk);
      await spool.room();
    }
  } catch (error) {
    if (!stream.destroyed) throw error; // destroyed: we gave up waiting for somebody who holds the pipe
  } finally {
    lines.end();
  }
}

/** Resolves when the command has ended: by itself, or softly asked, or killed after the grace (J26, J28). */
async function untilEnd(scene: Scene, child: ChildProcess, channel: ScriptChannel): Promise<Exit> {
  const { file, stopping } = scene;
  const { timeoutMs, stopGraceMs } = file.order;
  const exited = exitOf(child);
  const timer = timeoutMs === undefined ? undefined : startTimeout(scene, timeoutMs, stopGraceMs);
  await Promise.race([exited, signalled(stopping.asked)]);
  clearTimeout(timer);
  if (!stopping.abort || child.exitCode !== null || child.signalCode !== null) return exited;
  await askSoftly(scene, child, channel, exited);
  if (child.exitCode === null && child.signalCode === null) await emptyTree(scene, child.pid!);
  return exited;
}

function startTimeout(scene: Scene, timeoutMs: number, graceMs: number): NodeJS.Timeout {
  return setTimeout(() => {
    scene.journal.say('error', `not finished within ${timeoutMs} ms: the run is ended`);
    scene.stopping.ask('timeout', graceMs);
  }, timeoutMs);
}

/** Abort over the script's socket first; SIGTERM at once when nobody listens there, else shortly before the kill. */
async function askSoftly(
  scene: Scene,
  child: ChildProcess,
  channel: ScriptChannel,
  exited: Promise<Exit>,
): Promise<void> {
  const { stopping, journal } = scene;
  const { graceMs, abort } = stopping;
  if (stopping.forced.aborted) return;
  journal.say('info', `asked to end (${abort}); in ${graceMs} ms it is killed`);
  channel.abort(abort === 'timeout' ? 'timeout' : 'cancelled', graceMs);
  const lastMs = Math.min(TERM_BEFORE_KILL_MS, graceMs / 2);
  const wait = (ms: number) => Promise.race([exited, signalled(stopping.forced), pause(ms, undefined, { ref: false })]);
  if (channel.connected) await wait(graceMs - lastMs);
  if (child.exitCode === null && child.signalCode === null && !stopping.forced.aborted) askTree(child.pid!);
  await wait(channel.connected ? lastMs : graceMs);
}

function signalled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function emptyTree({ file, paths, journal }: Scene, root: number): Promise<void> {
  const left = await killTree({ mark: file.order.run, root, group: groupOf(paths.folder) });
  if (left.length > 0)
    journal.say('error', `${left.length} processes of this run could not be killed: ${left.join(', ')}`);
}

async function lastWords(child: ChildProcess, reading: Promise<void>[]): Promise<void> {
  const giveUp = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, LAST_READ_MS);
  await Promise.all(reading);
  clearTimeout(giveUp);
}

/** What a program without the SDK left as its output (J33). */
function readOutputFile(scene: Scene, words: ScriptWords): void {
  const { paths, journal } = scene;
  if (words.hasOutput) return;
  try {
    const { size } = statSync(paths.output);
    if (size > MAX_OUTPUT_BYTES) throw new Error(`it has ${size} bytes; at most ${MAX_OUTPUT_BYTES} are kept`);
    output(scene, words, JSON.parse(readFileSync(paths.output, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // most programs leave none
    journal.say('warn', `the output file is left out: ${(error as Error).message}`);
  }
}
