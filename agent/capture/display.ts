/** The screen of one run: a virtual one (Xvfb, window manager, background), or the real one when that is set. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { LogLevel } from '../../protocol/fields.ts';
import { end, startBound } from './bound.ts';
import { pathOf, type Tools } from './tools.ts';
import { authorityFile, openScreen, type Size } from './x11.ts';

export type Log = (level: LogLevel, text: string) => void;

export interface Display {
  name: string;
  authority?: string;
  size: Size;
  /** What a program needs to show itself here. */
  env: Record<string, string>;
  virtual: boolean;
  pids: number[];
  /** Its size as it is now: a real one may change. */
  sizeNow(): Promise<Size>;
  /** Waits until the X server has done all it was asked for so far. */
  sync(): Promise<void>;
  stop(): Promise<void>;
}

/** ms until Xvfb has chosen its number; a loaded machine needs seconds. */
const START_LIMIT_MS = 20_000;
/** ms that a program of the screen gets to end after SIGTERM. */
const STOP_WAIT_MS = 2_000;
/** A calm blue-grey: the picture is neither black nor white where no window is. */
const BACKGROUND = 0x2f4858;

/** A screen, or undefined with a warning that says what to install (E9). Never rejects. */
export async function openDisplay(folder: string, size: Size, tools: Tools, log: Log): Promise<Display | undefined> {
  try {
    if (tools.display) return await realDisplay(tools.display, log);
    return await virtualDisplay(folder, size, tools, log);
  } catch (error) {
    log('warn', `no screen for this run: ${(error as Error).message}`);
    return undefined;
  }
}

async function realDisplay({ name, authority }: NonNullable<Tools['display']>, log: Log): Promise<Display> {
  const { width, height } = await asked(name, authority);
  log('debug', `using the real screen ${name}, ${width}x${height}`);
  return {
    name,
    ...(authority ? { authority } : {}),
    size: { width, height },
    env: { DISPLAY: name, ...(authority ? { XAUTHORITY: authority } : {}) },
    virtual: false,
    pids: [],
    sizeNow: () => asked(name, authority),
    sync: () => sync(name, authority),
    stop: async () => {},
  };
}

async function virtualDisplay(folder: string, size: Size, tools: Tools, log: Log): Promise<Display | undefined> {
  const path = pathOf(tools.xvfb);
  if (!path) {
    const { costs, install } = tools.xvfb as { costs: string; install: string };
    log('warn', `no screen for this run: Xvfb is missing (${costs}). To install it: ${install}`);
    return undefined;
  }
  const home = join(folder, 'display');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const authority = join(home, 'authority');
  writeFileSync(authority, authorityFile(randomBytes(16)), { mode: 0o600 });
  const server = startBound(path, xvfbArgs(size, authority), { tools, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const children = [server];
  const stop = once(async () => {
    // the window manager first: losing its screen would make it complain
    for (const child of children.toReversed())
      await end(child, [{ ask: () => child.kill('SIGTERM'), waitMs: STOP_WAIT_MS }]);
    rmSync(home, { recursive: true, force: true });
  });
  try {
    const name = `:${await chosenNumber(server)}`;
    await asked(name, authority, BACKGROUND);
    const env = { DISPLAY: name, XAUTHORITY: authority };
    const manager = startWindowManager(tools, { ...env, HOME: home }, log);
    if (manager) children.push(manager);
    watch(
      server,
      () =>
        log(
          'warn',
          `the virtual screen ${name} ended by itself (${howEnded(server)}): this run goes on without a screen`,
        ),
      stop,
    );
    return {
      name,
      authority,
      size,
      env,
      virtual: true,
      pids: children.map((c) => c.pid!),
      sizeNow: () => asked(name, authority),
      sync: () => sync(name, authority),
      stop: stop.run,
    };
  } catch (error) {
    await stop.run();
    throw error;
  }
}

/** Any number that is free; nothing over the network; the screen survives its last window, and no screen saver blanks it. */
function xvfbArgs({ width, height }: Size, authority: string): string[] {
  return [
    '-displayfd',
    '3',
    '-screen',
    '0',
    `${width}x${height}x24`,
    '-nolisten',
    'tcp',
    '-noreset',
    '-auth',
    authority,
  ];
}

function chosenNumber(server: ChildProcess): Promise<number> {
  const pipe = server.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => fail(`Xvfb was not ready within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(why));
    };
    server.once('error', (error) => fail(`Xvfb could not be started: ${error.message}`));
    server.once('exit', () => fail(`Xvfb ended at once (${howEnded(server)})`));
    pipe.on('error', (error) => fail(`Xvfb did not say its number: ${error.message}`));
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(Number(text));
    });
  });
}

function startWindowManager(tools: Tools, env: Record<string, string>, log: Log): ChildProcess | undefined {
  const path = pathOf(tools.wm);
  if (!path) {
    const { costs, install } = tools.wm as { costs: string; install: string };
    log('warn', `no window manager (openbox): ${costs}. To install it: ${install}`);
    return undefined;
  }
  return startBound(path, ['--sm-disable'], { tools, stdio: 'ignore', env });
}

async function asked(name: string, authority: string | undefined, paint?: number): Promise<Size> {
  const screen = await openScreen(name, authority);
  try {
    if (paint !== undefined) await screen.paint(paint);
    return { width: screen.width, height: screen.height };
  } finally {
    screen.close();
  }
}

/** Twice: what another client had sent before the first question is surely done when the second is answered. */
async function sync(name: string, authority: string | undefined): Promise<void> {
  const screen = await openScreen(name, authority);
  try {
    await screen.sync();
    await screen.sync();
  } finally {
    screen.close();
  }
}

function watch(child: ChildProcess, died: () => void, stop: { called: boolean }): void {
  child.once('exit', () => {
    if (!stop.called) died();
  });
}

/** The second caller waits for the first. */
function once(work: () => Promise<void>): { called: boolean; run(): Promise<void> } {
  let running: Promise<void> | undefined;
  return {
    get called() {
      return running !== undefined;
    },
    run: () => (running ??= work()),
  };
}

export const howEnded = (child: ChildProcess): string =>
  child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode ?? 'unknown'}`;
