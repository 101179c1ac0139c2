/** The kinds of values that verbs carry, each with its limits (Q1, Q3, J12 …): a violation names its field. */
import { z } from 'zod';
import { type Json, jsonProblem, MAX_VALUE_BYTES } from './json-value.ts';
import { MAX_TAKEN } from './version.ts';

/** Milliseconds since 1970, the coordinator's clock (P13). */
export const Instant = z.int().min(0).max(8.64e15);
/** A whole number out of the query of an address, where everything is text. */
export const Position = z.coerce.number('must be a whole number').int();
/** An instant or a count out of such a query. */
export const Whole = z.coerce.number('must be a whole number; an instant is in milliseconds since 1970').int().min(0);
/** A time that one timer measures: 24 days is the longest that Node's can; 0 is no time at all, absent is no limit. */
export const TimerMs = z
  .int()
  .min(0)
  .max(24 * 86_400_000);
export const DurationMs = z
  .int()
  .min(0)
  .max(10 * 365 * 86_400_000);
export const Count = z.int().min(0);
export const Id = z.string().regex(/^[a-z0-9_-]{1,64}$/, 'must be an id as the coordinator gave it');

/** Code points, not UTF-16 units: an emoji counts as one (Q3). */
const hasUpTo = (most: number) => (text: string) => text !== '' && (text.length <= most || [...text].length <= most);
const noControl = (text: string) => !/\p{Cc}/u.test(text);

/** Names of queues, pools, deployments, robots: 1–60 characters after trimming, unique without regard to case (Q1). */
export const Name = z
  .string()
  .trim()
  .refine(hasUpTo(60), 'must have 1 to 60 characters')
  .refine(noControl, 'must not contain control characters')
  .refine((t) => t !== '.' && t !== '..', 'must not be "." or "..": no address can lead to it');
/** What two names are compared by. */
export const nameKey = (name: string) => name.trim().normalize('NFC').toLowerCase();

/** A package's name may become a folder or a file name: small letters, digits, dots and dashes. */
export const PackageName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/, 'must be small letters, digits, dots, dashes and underscores');
export const Semver = z
  .string()
  .max(64)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/, 'must be a version like 1.0.3');
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in hexadecimal');

export const Tag = z
  .string()
  .trim()
  .refine(hasUpTo(30), 'must have 1 to 30 characters')
  .refine(noControl, 'must not contain control characters');
/** Duplicates collapse (Q3). */
export const Tags = z
  .array(Tag)
  .max(100)
  .transform((tags) => [...new Set(tags)]);

export const ResourcePriority = z.int().min(0).max(2_147_483_647);
export const JobPriority = z.int().min(0).max(5_000);
export const Retries = z.int().min(0).max(10);
export const AttemptLimit = z.int().min(1).max(1_000_000);

const json = (maxBytes?: number) =>
  z.unknown().superRefine((value, ctx) => {
    const problem = jsonProblem(value, maxBytes);
    if (problem !== undefined) ctx.addIssue(problem);
  }) as unknown as z.ZodType<Json, Json>;
/** Any JSON value, at most 200 arrays and objects deep. */
export const JsonValue = json();
/** Any JSON value, at most 1 MiB as JSON text (Q3), never truncated. */
export const ResourceValue = json(MAX_VALUE_BYTES);
/** What a run leaves as its result (J33). */
export const Output = json(MAX_VALUE_BYTES);

const Several = z.int().min(1).max(MAX_TAKEN);
/** How many a `resource.getMany` takes (Q38). */
export const TakeCount = z.union(
  [z.literal('all'), z.strictObject({ atMost: Several }), z.strictObject({ exactly: Several })],
  {
    error: `must be 'all', {atMost: n} or {exactly: n}, n from 1 to ${MAX_TAKEN}`,
  },
);

/** Effects that one resource remembers, and bytes of each one's result as JSON (S9). */
export const MAX_EFFECTS = 100;
export const MAX_EFFECT_BYTES = 64 * 1024;
export const EffectName = z
  .string()
  .trim()
  .refine(hasUpTo(100), 'must have 1 to 100 characters')
  .refine(noControl, 'must not contain control characters');
export const EffectResult = json(MAX_EFFECT_BYTES);

/** Bytes of an asset's value as JSON (J6). */
export const MAX_ASSET_BYTES = 64 * 1024;
export const AssetValue = json(MAX_ASSET_BYTES);
export const AssetDescription = z.string().trim().max(2_000);

/** How long an action may wait, in ms: 0 = try once, -1 = until the run ends, default 30 s (Q31). */
export const Timeout = z
  .int()
  .min(-1)
  .max(7 * 86_400_000);
export const DEFAULT_TIMEOUT_MS = 30_000;

const LockKind = z.union([z.literal(true), z.strictObject({ until: Instant })]);
/** Which locks to set: `true` lasts until the run ends, a date until that date (Q35). */
export const LockRequest = z
  .strictObject({ read: LockKind.optional(), write: LockKind.optional() })
  .refine((l) => l.read !== undefined || l.write !== undefined, 'must name read, write or both');
export const LockKinds = z
  .strictObject({ read: z.boolean().optional(), write: z.boolean().optional() })
  .refine((l) => l.read || l.write, 'must name read, write or both');

export const ResourceStatus = z.enum(['new', 'in_progress', 'processed', 'error']);
const LiveStatus = z.enum(['new', 'in_progress']);
const Range = z.strictObject({ from: z.int().optional(), to: z.int().optional() });

/** What a search by condition looks for (Q37); ranges are inclusive. */
export const ResourceFilter = z.strictObject({
  tags: z.array(Tag).max(100).optional(),
  allTags: z.array(Tag).max(100).optional(),
  status: z.union([LiveStatus, z.array(LiveStatus).min(1).max(2)]).optional(),
  priority: Range.optional(),
  created: Range.optional(),
  updated: Range.optional(),
  sort: z.enum(['priority', 'oldest', 'newest']).optional(),
});

export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
/** Who or what made a job (J29). */
export const JobSource = z.enum(['manual', 'schedule', 'launch condition', 'api', 'run']);
export const RunState = z.enum(['assigned', 'running', 'succeeded', 'failed', 'cancelled', 'lost']);
export const RobotState = z.enum(['offline', 'idle', 'busy', 'paused']);
export const Role = z.enum(['viewer', 'operator', 'developer', 'admin']);
export const RecordingMode = z.enum(['never', 'on_success', 'on_failure', 'local', 'always']);
export const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error']);
export const LogSource = z.enum(['system', 'script', 'stdout', 'stderr']);

/** Why a run instance ended; the only words for it anywhere (P8). */
export const EndReason = z.enum([
  'completed', // exit code 0
  'script-error', // exit code other than 0, or a signal nobody of ours sent
  'business-error', // the script threw a BusinessError out of its top level
  'timeout', // J28
  'cancelled', // J26
  'asset', // the value of an asset that a parameter is bound to could not be had (J7)
  'package', // could not fetch, verify or unpack the package
  'file', // a file parameter could not be fetched or verified (J1)
  'spawn', // the command could not be started
  'internal', // the supervisor itself failed; its message says how
  'agent-lost', // nobody was heard for the time allowed (P5)
  'supervisor-vanished', // machine rebooted or the supervisor was killed
  'forced', // force-close (J26)
]);

/** Why there is no live picture of a run right now (E13); the last three are the coordinator's words. */
export const NoPicture = z.enum([
  'starting', // watching has begun; the first picture is on its way, or the screen is not there yet
  'no-screen', // the package needs none
  'missing', // a tool is not installed, or there is no screen: `says` tells what to install
  'private', // the script is in a private span (S5)
  'failed', // the picture could not be taken; `says` tells why
  'ending', // the run's screen is closed, its recording is being finished
  'away', // the robot is not connected
  'crowded', // too many runs are watched at once
  'forbidden', // the right to see evidence is missing (X3)
]);

/** A sentence as `protocol/sentence.ts` has it, beside its English text under the name without `As`; a value may be a sentence, too. */
export const SaidAs = z.strictObject({ form: z.string(), values: z.record(z.string(), JsonValue) });
/** The same as agents send it: no sentence within it, and short. */
export const PlainSaidAs = z.strictObject({
  form: z.string().max(300),
  values: z.record(z.string().max(50), z.union([z.string().max(500), z.number()])),
});

/** Parameter values as typed by a person; checked against the manifest before any job exists (J13). */
export const ParamValues = z.record(z.string().max(100), JsonValue);
/** Parameters that take the value of an asset, by the asset's name (J13). */
export const Bindings = z.record(z.string().max(100), Name);
/** Who wrote a thing, in words that stay true when the thing is gone (Q47). */
export const Author = z.strictObject({
  kind: z.enum(['user', 'robot', 'system']),
  id: z.string(),
  name: z.string(),
  machine: z.string().optional(),
  account: z.string().optional(),
  run: z.string().optional(),
});

export type LockRequest = z.output<typeof LockRequest>;
export type LockKinds = z.output<typeof LockKinds>;
export type TakeCount = z.output<typeof TakeCount>;
export type ResourceFilter = z.output<typeof ResourceFilter>;
export type ResourceStatus = z.output<typeof ResourceStatus>;
export type JobState = z.output<typeof JobState>;
export type JobSource = z.output<typeof JobSource>;
export type RunState = z.output<typeof RunState>;
export type RobotState = z.output<typeof RobotState>;
export type Role = z.output<typeof Role>;
export type RecordingMode = z.output<typeof RecordingMode>;
export type LogLevel = z.output<typeof LogLevel>;
export type LogSource = z.output<typeof LogSource>;
export type EndReason = z.output<typeof EndReason>;
export type NoPicture = z.output<typeof NoPicture>;
export type Author = z.output<typeof Author>;
export type { Json } from './json-value.ts';
