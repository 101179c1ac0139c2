/** What the agent told this process through its environment; the only file of the SDK that reads `process.env`. */
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';

/** Which run instance this is (S4). On a developer's machine: `id` is `local`, attempt 1 of 1. */
export interface RunInfo {
  id: string;
  epoch: number;
  job: string;
  /** This run instance is attempt `attempt` of at most `attempts`. */
  attempt: number;
  attempts: number;
  deployment: string;
  source: string;
  robot: string;
  package: string;
  version: string;
}

/**
 * The parameters of this run by name. A package that wants them typed says so once:
 * `declare module 'gantry' { interface RobotParams { wiki: string } }`.
 */
export interface RobotParams {
  [name: string]: Json;
}

export interface Environment {
  url: string | undefined;
  token: string | undefined;
  /** File with the CA of the coordinator's certificate, PEM. */
  ca: string | undefined;
  run: RunInfo;
  params: RobotParams;
  /** Path of the supervisor's local socket; absent on a developer's machine. */
  socket: string | undefined;
  /** Folder for browser profiles. */
  profiles: string | undefined;
  /** Browser executable that the agent found. */
  browser: string | undefined;
  /** That browser can't show a window. */
  headlessOnly: boolean;
  /** The program that shows a headless browser's pages on the screen. */
  ffplay: string | undefined;
  /** Is there a screen for a window? Always true on Windows and macOS. */
  screen: boolean;
  screenSize: { width: number; height: number };
}

const LOCAL_RUN: RunInfo = {
  id: 'local',
  epoch: 0,
  job: '',
  attempt: 1,
  attempts: 1,
  deployment: '',
  source: 'local',
  robot: '',
  package: '',
  version: '',
};

/** Of a screen that nobody told the size of. */
const USUAL_SCREEN = { width: 1280, height: 720 };

/** Reads it now. `ValidationError` when a variable holds no JSON object. */
export function readEnvironment(): Environment {
  const { env } = process;
  return {
    url: env.GANTRY_URL || undefined,
    token: env.GANTRY_RUN_TOKEN || undefined,
    ca: env.GANTRY_CA || undefined,
    run: runInfo(env.GANTRY_RUN),
    params: Object.freeze(object('GANTRY_PARAMS', env.GANTRY_PARAMS)) as RobotParams,
    socket: env.GANTRY_SOCKET || undefined,
    profiles: env.GANTRY_PROFILE || undefined,
    browser: env.GANTRY_BROWSER || undefined,
    headlessOnly: env.GANTRY_BROWSER_HEADLESS === '1',
    ffplay: env.GANTRY_FFPLAY || undefined,
    screen: process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY),
    screenSize: screenSize(env.GANTRY_SCREEN),
  };
}

/** For programs that are to find the screen as this process does. */
export const ownVariables = (): NodeJS.ProcessEnv => ({ ...process.env });

/** Does an agent run this process? */
export const hasSupervisor = (): boolean => Boolean(process.env.GANTRY_SOCKET);

function runInfo(text: string | undefined): RunInfo {
  if (!text) return LOCAL_RUN;
  const { run, ...rest } = object('GANTRY_RUN', text);
  return { ...LOCAL_RUN, ...rest, id: String(run) };
}

function screenSize(text = ''): Environment['screenSize'] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  return { width: Number(width ?? USUAL_SCREEN.width), height: Number(height ?? USUAL_SCREEN.height) };
}

function object(name: string, text: string | undefined): Record<string, unknown> {
  if (!text) return {};
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new GantryError(
    'ValidationError',
    `${name} must hold a JSON object such as '{"name":"Ada"}', not ${text.slice(0, 80)}; set it right or unset it`,
    { field: name },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the caller, who knows the variable's name
  }
}
