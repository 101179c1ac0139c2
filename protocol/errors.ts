/** Every error code that crosses a border, its HTTP status, and the one error class that carries it. */
import { Sentence, type WireSentence } from './sentence.ts';

/** Code → HTTP status. The code is what programs look at; nobody parses the message. */
export const errorStatus = {
  ValidationError: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  UnknownVerb: 404,
  QueueNotFound: 404,
  ResourceNotFound: 404,
  BulkNotFound: 404,
  JobNotFound: 404,
  RunNotFound: 404,
  RobotNotFound: 404,
  PoolNotFound: 404,
  PackageNotFound: 404,
  DeploymentNotFound: 404,
  ConditionNotFound: 404,
  TokenNotFound: 404,
  WebhookNotFound: 404,
  DeliveryNotFound: 404,
  ScheduleNotFound: 404,
  CalendarNotFound: 404,
  AssetNotFound: 404,
  UserNotFound: 404,
  ArtifactNotFound: 404,
  BackupNotFound: 404,
  LockTimeout: 408,
  JobTimeout: 408,
  NotLockOwner: 409,
  Conflict: 409,
  InUse: 409,
  IllegalState: 409,
  EffectUnknown: 409,
  JobFailed: 409,
  RunEnded: 410,
  TooLarge: 413,
  TooMany: 429,
  VersionMismatch: 426,
  Internal: 500,
  Unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** How an error travels: in a reply's `err`, and as the body of an HTTP refusal. */
export interface WireError {
  code: ErrorCode;
  /** What happened and what to do next, for a person. */
  message: string;
  /** The message as a form with named values, where it has any: the console says it in the viewer's language. */
  form?: string | undefined;
  values?: WireSentence['values'] | undefined;
  /** The parameter that was refused, as a path: `items.3.tags.0`. */
  field?: string | undefined;
  /** Whether sending the same again can help: `never`, or `later` (then `retryInMs` says when, if known). */
  retry?: 'never' | 'later' | undefined;
  retryInMs?: number | undefined;
}

export interface ErrorDetails {
  field?: string | undefined;
  retry?: 'never' | 'later' | undefined;
  retryInMs?: number | undefined;
  cause?: unknown;
}

/** The one error class of Gantry (S15): scripts, CLI and coordinator all throw it. */
export class GantryError extends Error {
  readonly code: ErrorCode;
  readonly sentence: Sentence | undefined;
  readonly field: string | undefined;
  readonly retry: 'never' | 'later';
  readonly retryInMs: number | undefined;

  constructor(code: ErrorCode, message: string | Sentence, details: ErrorDetails = {}) {
    super(String(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GantryError';
    this.code = code;
    this.sentence = message instanceof Sentence ? message : undefined;
    this.field = details.field;
    this.retry = details.retry ?? (code === 'Unavailable' || code === 'TooMany' ? 'later' : 'never');
    this.retryInMs = details.retryInMs;
  }

  toWire(): WireError {
    const { code, message, field, retry, retryInMs } = this;
    return {
      code,
      message,
      ...this.sentence?.toWire(),
      ...(field === undefined ? {} : { field }),
      retry,
      ...(retryInMs === undefined ? {} : { retryInMs }),
    };
  }

  static fromWire(wire: WireError): GantryError {
    const { form, values, message } = wire;
    const says = form && values ? Sentence.fromWire({ form, values }, message) : message;
    return new GantryError(wire.code, says, {
      field: wire.field,
      retry: wire.retry,
      retryInMs: wire.retryInMs,
    });
  }
}

/** Refuse: throws, so that a rule reads `find(...) ?? refuse('QueueNotFound', ...)`. */
export function refuse(code: ErrorCode, message: string | Sentence, details?: ErrorDetails): never {
  throw new GantryError(code, message, details);
}

/** Ends a `switch` over a union: the compiler proves that nothing is left. */
export function never(value: never): never {
  throw new Error(`not one of the known cases: ${JSON.stringify(value)}`);
}
