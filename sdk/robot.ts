/** `robot`: everything a script can do, in one object (S1, S4, S5, S8). */
import type { Browser } from 'puppeteer';
import type { Json } from '../protocol/fields.ts';
import { readAsset } from './asset.ts';
import { type BrowserOptions, openBrowser } from './browser.ts';
import type { RobotParams, RunInfo } from './environment.ts';
import { type Job, type StartJobOptions, startJob } from './job.ts';
import { Queue } from './queue.ts';
import type { Log } from './report.ts';
import { Session, type SessionOptions } from './session.ts';

export interface Robot {
  /** A resource queue by name. Connects at the first action, not here. */
  queue<T = unknown>(name: string): Queue<T>;
  /**
   * Starts a job of another deployment, with this run as its author; `job.wait()` gives its output (S7). A repeated attempt
   * of this job starts another one, unless `key` says that it is the same.
   */
  startJob<O = unknown>(
    deployment: string,
    params?: Record<string, unknown>,
    options?: StartJobOptions,
  ): Promise<Job<O>>;
  /** The parameters of this run, checked against the manifest before it started. */
  readonly params: RobotParams;
  /**
   * The value of an asset that the deployment binds or allows, as it is now; a credential gives `{ user, secret }`. A secret
   * is masked in the run's log from then on (S6).
   */
  asset<T = Json>(name: string): Promise<T>;
  /** Which run instance this is. */
  readonly run: RunInfo;
  /** Aborts when the run is cancelled, out of time or drained; the process has the package's `stopGrace` left then. */
  readonly signal: AbortSignal;
  /** Lines of the run's log, with optional fields (JSON). An error line gets a screenshot. */
  readonly log: Log;
  /** Result of the run: any JSON value up to 1 MiB; the last one counts (J33). */
  output(value: unknown): void;
  /** How far the work is, for the people who watch. */
  progress(done: number, total: number): void;
  /** A named span on the timeline; an error inside gets a screenshot and goes on. Gives what `fn` gives. */
  step<R>(name: string, fn: () => R | Promise<R>): Promise<R>;
  /** A picture of the screen, linked to the log; its name, or `undefined` when there is no screen. */
  screenshot(label: string): Promise<string | undefined>;
  /** Keeps a file with the run; gives its name there. */
  attach(path: string, name?: string): Promise<string>;
  /** Nothing of the screen is recorded until `fn` is done. */
  private<R>(fn: () => R | Promise<R>): Promise<R>;
  /** puppeteer's browser on the run's screen. Close it when done; a run that is cancelled closes it itself. */
  browser(options?: BrowserOptions): Promise<Browser>;
}

/** A robot of a developer's machine: same words, a coordinator of your choice. */
export interface ConnectedRobot extends Robot {
  /** Ends the connection; open calls are rejected. */
  close(): void;
}

export interface ConnectOptions extends SessionOptions {
  /** `https://…` of the coordinator. */
  url: string;
  token: string;
}

/** For a developer's machine; connects at the first use. */
export function connect(options: ConnectOptions): ConnectedRobot {
  const session = new Session(options);
  return withClose(createRobot(session), () => session.close());
}

const withClose = (robot: Robot, close: () => void): ConnectedRobot =>
  Object.defineProperty(robot, 'close', { value: close, enumerable: true }) as ConnectedRobot;

/** Its functions need no `this`: `const { log, step } = robot` works. */
export function createRobot(session: Session): Robot {
  const { report, stop } = session;
  const context = { connection: () => session.connection, stop, log: report.log };
  return {
    queue: <T>(name: string) => new Queue<T>(name, context),
    startJob: <O>(deployment: string, params: Record<string, unknown> = {}, options: StartJobOptions = {}) =>
      startJob<O>({ connection: session.connection, stop }, deployment, params, options),
    asset: <T>(name: string) => readAsset<T>(session, name),
    get params() {
      return session.environment.params;
    },
    get run() {
      return session.environment.run;
    },
    get signal() {
      return stop.signal;
    },
    log: report.log,
    output: (value) => report.output(value),
    progress: (done, total) => report.progress(done, total),
    step: (name, fn) => report.step(name, fn),
    screenshot: (label) => report.screenshot(label),
    attach: (path, name) => report.attach(path, name),
    private: (fn) => report.private(fn),
    browser: (options) => openBrowser(session.environment, { stop, report }, options),
  };
}
