/** Verbs of the audit (X11): reading it, checking its chain, and the coordinator's note of a refused attempt. */
import { z } from 'zod';
import { Author, Count, Id, Instant, Name, Whole } from './fields.ts';
import { AuditEntry } from './shapes-audit.ts';
import { Nothing, pageOf, paging, read, write } from './verb.ts';

const people = ['person'] as const;
const time = Whole.pipe(Instant);

export const callsAudit = {
  'audit.list': read({
    who: people,
    role: 'admin',
    params: {
      ...paging,
      /** Of one person, by name or id. */
      user: Name.optional(),
      /** Of one robot's runs, by the robot's name or id. */
      robot: Name.optional(),
      outcome: z.enum(['done', 'refused']).optional(),
      /** Verbs that begin with this: `deployment.` or `job.cancel`. */
      verb: z.string().max(60).optional(),
      since: time.optional(),
      until: time.optional(),
    },
    result: pageOf(AuditEntry),
    http: 'GET /audit',
    says: 'Who did what, newest first: changes by people and runs, and refused attempts.',
  }),
  'audit.verify': read({
    who: people,
    role: 'admin',
    params: {},
    result: z.strictObject({
      intact: z.boolean(),
      entries: Count,
      /** First and last entry that are kept; 0 = there is none. */
      first: Count,
      last: Count,
      /** The first entry that does not follow from the one before it. */
      brokenAt: Count.optional(),
      says: z.string(),
    }),
    http: 'GET /audit/verify',
    says: 'Compute the hash chain of the audit anew: was an entry changed or removed?',
  }),
  'audit.refused': write({
    who: ['system'],
    params: {
      by: Author,
      /** Id of the person or robot that the entry is listed under; '' = nobody known. */
      actor: z.union([Id, z.literal('')]),
      from: z.string(),
      verb: z.string(),
      target: z.string(),
      code: z.string(),
      says: z.string(),
    },
    result: Nothing,
    says: 'Note an attempt that was refused.',
  }),
};
