/** The SDK: what `import … from 'gantry'` gives a script. Starts and connects nothing until first used (S13). */
import { listenForLastWords } from './last-words.ts';
import { createRobot, type Robot } from './robot.ts';
import { Session } from './session.ts';

const session = new Session();
listenForLastWords(() => (session.inRun ? session.listener : undefined));

/** The run instance that this process is, as the agent's environment says. */
export const robot: Robot = createRobot(session);

export type { ErrorCode } from '../protocol/errors.ts';
export { GantryError } from '../protocol/errors.ts';
export type { Json, ResourceStatus } from '../protocol/fields.ts';
export type { LockView } from '../protocol/shapes.ts';
export type { Credential } from './asset.ts';
export type { BrowserOptions } from './browser.ts';
export { BusinessError } from './business-error.ts';
export type {
  Condition,
  CountOptions,
  GetManyOptions,
  GetOptions,
  PeekOptions,
  Range,
  TakeCount,
} from './condition.ts';
export type { OnceOptions } from './effect.ts';
export type { RobotParams, RunInfo } from './environment.ts';
export type { Job, JobOutcome, StartJobOptions } from './job.ts';
export type { Lock, LockUntil } from './lock.ts';
export type { AddOptions, NewResource, Queue } from './queue.ts';
export type { Fields, Log } from './report.ts';
export type { AddedResource, Changes, DeferOptions, FailOptions, Resource, Waiting } from './resource.ts';
export { type ConnectedRobot, type ConnectOptions, connect, type Robot } from './robot.ts';
export type { EachOptions, WalkOptions } from './walk.ts';
