/** Verbs about schedules (J18): what starts a deployment by the clock. */
import { z } from 'zod';
import { Count, Id, Instant, JobPriority, Name, ParamValues, SaidAs } from './fields.ts';
import { flag, listing, listOf } from './listing.ts';
import { Missed, ScheduleDetail, ScheduleRule, ScheduleView, ZoneName } from './shapes-schedule.ts';
import { Nothing, read, write } from './verb.ts';

const people = ['person'] as const;

/** Times that a preview may ask for. */
export const MAX_PREVIEW = 100;
/** How many times a schedule shows of those to come (J18). */
export const NEXT_SHOWN = 5;

/** When: what a preview needs to know, too. */
const timing = {
  timezone: ZoneName.optional(),
  /** Nothing starts before, nothing after: both moments belong to it. */
  start: Instant.nullable().optional(),
  end: Instant.nullable().optional(),
  /** Days on which nothing starts, and by which working days are counted. */
  calendar: Name.nullable().optional(),
};
const settings = {
  ...timing,
  /** Of its own: they stand before the deployment's, name by name. */
  params: ParamValues.optional(),
  /** null = the deployment's. */
  priority: JobPriority.nullable().optional(),
  missed: Missed.optional(),
};

export const callsSchedule = {
  'schedule.list': read({
    who: people,
    params: {
      /** `text`: part of its or its deployment's name. `next`: those that start nothing any more come last. */
      ...listing(['name', 'created', 'next', 'last', 'updated', 'deployment']),
      deployment: Name.optional(),
      enabled: flag.optional(),
    },
    result: listOf(ScheduleView),
    http: 'GET /schedules',
    says: 'Schedules with their next start and last result.',
  }),
  'schedule.show': read({
    who: people,
    params: { schedule: Name },
    result: ScheduleDetail,
    http: 'GET /schedules/:schedule',
    says: 'A schedule with its next five times.',
  }),
  'schedule.preview': read({
    who: people,
    params: {
      rule: ScheduleRule,
      ...timing,
      count: z.int().min(1).max(MAX_PREVIEW).optional(),
      /** Times after this one; absent = after now. */
      after: Instant.optional(),
    },
    result: z.strictObject({ times: z.array(Instant), timezone: z.string() }),
    http: 'POST /schedules/preview',
    says: 'The times at which a rule would start something, without saving it: five unless another number is asked for.',
  }),
  'schedule.create': write({
    who: people,
    role: 'developer',
    params: { name: Name, deployment: Name, rule: ScheduleRule, ...settings, enabled: z.boolean().optional() },
    result: ScheduleDetail,
    http: 'POST /schedules',
    says:
      'Start a deployment by the clock (J18). Without a time zone it is UTC. A time that does not exist because the clock is put ' +
      'forward starts once, at the next valid minute; one that exists twice starts once, the first time.',
  }),
  'schedule.update': write({
    who: people,
    role: 'developer',
    params: {
      schedule: Name,
      name: Name.optional(),
      deployment: Name.optional(),
      rule: ScheduleRule.optional(),
      ...settings,
    },
    result: ScheduleDetail,
    http: 'PATCH /schedules/:schedule',
    says: 'Change a schedule; what is not named stays. Given parameters replace the whole set; null takes start, end, priority or calendar away.',
  }),
  'schedule.setEnabled': write({
    who: people,
    params: { schedule: Name, enabled: z.boolean() },
    result: ScheduleDetail,
    http: 'PUT /schedules/:schedule/enabled',
    says: 'Switch a schedule on or off. Times that passed while it was off are not caught up.',
  }),
  'schedule.setAllEnabled': write({
    who: people,
    params: { enabled: z.boolean() },
    result: z.strictObject({
      changed: Count,
      /** Those that could not be enabled, and why. */
      kept: z.array(z.strictObject({ name: z.string(), because: z.string(), becauseAs: SaidAs.optional() })),
    }),
    http: 'PUT /schedules/enabled',
    says: 'Switch all schedules on or off.',
  }),
  'schedule.delete': write({
    who: people,
    role: 'developer',
    params: { schedule: Name },
    result: Nothing,
    http: 'DELETE /schedules/:schedule',
    says: 'Delete a schedule; jobs that it made go on.',
  }),
  'schedule.due': write({
    who: ['system'],
    params: { limit: z.int().min(1).max(1_000) },
    result: z.strictObject({
      /** Schedules that were dealt with. */
      due: Count,
      /** When the next one is due; now or earlier: there is more to do. */
      next: Instant.optional(),
      made: z.array(z.strictObject({ schedule: z.string(), nominal: Instant, jobs: z.array(Id) })),
      failed: z.array(z.strictObject({ schedule: z.string(), nominal: Instant, because: z.string() })),
    }),
    says: 'Make the jobs of the schedules whose time has come: one trigger for each nominal time (P13).',
  }),
};
