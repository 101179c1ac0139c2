/** What one row of the contract says about a verb: who may send it, read or write, parameters, result, HTTP route. */
import { z } from 'zod';
import type { Role } from './fields.ts';

/** `system` verbs are the coordinator's own (chores, dispatch, uploads after they are whole): no wire carries them. */
export type Sender = 'script' | 'supervisor' | 'agent' | 'person' | 'anyone' | 'system';

export type VerbKind = 'read' | 'write' | 'service';

export interface Verb<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType, K extends VerbKind = VerbKind> {
  /** `write`: a rule in the writer's transaction. `read`: a query. `service`: the coordinator's services answer it. */
  kind: K;
  who: readonly Sender[];
  /** The least role a person needs (X3). Each role has the rights of those before it: viewer, operator, developer, admin. */
  role: Role;
  /** Tells what was seen on a robot's screen or written in its log: a right of its own (X3). */
  evidence?: boolean;
  params: P;
  result: R;
  /** Its use by runs goes into the audit, too (X11); that of people does unless this is false: it changes nothing. */
  audit?: boolean;
  /** `METHOD /path/:param` under `/api/v1`; only for verbs of people. GET takes parameters from the query. */
  http?: string;
  /** One sentence for the reference, the API document and the CLI's help. */
  says: string;
}

interface Row<P extends z.ZodRawShape, R extends z.ZodType> {
  who: readonly Sender[];
  role?: Role;
  audit?: boolean;
  evidence?: boolean;
  params: P;
  result: R;
  http?: string;
  says: string;
}

const make =
  <K extends VerbKind>(kind: K) =>
  <P extends z.ZodRawShape, R extends z.ZodType>(row: Row<P, R>): Verb<z.ZodObject<P, z.core.$strict>, R, K> => ({
    role: kind === 'read' ? 'viewer' : 'operator',
    ...row,
    kind,
    params: z.strictObject(row.params),
  });

export const read = make('read');
export const write = make('write');
export const service = make('service');

export const Nothing = z.strictObject({});

/** A page of a list: keyset paging, so that page 1,000 costs what page 1 costs. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    /** Pass as `after` for the next page; absent at the end. */
    next: z.string().optional(),
  });
/** The paging parameters that every list takes. */
export const paging = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  dir: z.enum(['asc', 'desc']).optional(),
};
