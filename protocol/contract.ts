/** The contract: one table of all verbs (P1). Types, validation, permission, routes and the reference come from it. */
import type { z } from 'zod';
import { callsAgent } from './calls-agent.ts';
import { callsAsset } from './calls-asset.ts';
import { callsAudit } from './calls-audit.ts';
import { callsBackup } from './calls-backup.ts';
import { callsCalendar } from './calls-calendar.ts';
import { callsCondition } from './calls-condition.ts';
import { callsEffect } from './calls-effect.ts';
import { callsFleet } from './calls-fleet.ts';
import { callsJob } from './calls-job.ts';
import { callsOverview } from './calls-overview.ts';
import { callsPackage } from './calls-package.ts';
import { callsPeople } from './calls-people.ts';
import { callsQueue } from './calls-queue.ts';
import { callsRun } from './calls-run.ts';
import { callsSchedule } from './calls-schedule.ts';
import { callsSettings } from './calls-settings.ts';
import { callsUsers } from './calls-users.ts';
import { callsWebhook } from './calls-webhook.ts';
import { callsWork } from './calls-work.ts';
import type { VerbKind } from './verb.ts';

export const contract = {
  ...callsRun,
  ...callsAgent,
  ...callsPeople,
  ...callsFleet,
  ...callsPackage,
  ...callsWork,
  ...callsJob,
  ...callsQueue,
  ...callsCondition,
  ...callsSchedule,
  ...callsCalendar,
  ...callsEffect,
  ...callsAudit,
  ...callsUsers,
  ...callsWebhook,
  ...callsAsset,
  ...callsOverview,
  ...callsSettings,
  ...callsBackup,
};

export type Contract = typeof contract;
export type VerbName = keyof Contract;
/** What the sender writes (defaults and optional ones may be absent). */
export type ParamsIn<V extends VerbName> = z.input<Contract[V]['params']>;
/** What a rule or service gets: checked, trimmed, defaults filled in. */
export type Params<V extends VerbName> = z.output<Contract[V]['params']>;
export type Result<V extends VerbName> = z.output<Contract[V]['result']>;

type OfKind<K extends VerbKind> = { [V in VerbName]: Contract[V]['kind'] extends K ? V : never }[VerbName];
export type WriteVerb = OfKind<'write'>;
export type ReadVerb = OfKind<'read'>;
export type ServiceVerb = OfKind<'service'>;

export const isVerb = (name: string): name is VerbName => Object.hasOwn(contract, name);
export const verbNames = Object.keys(contract) as VerbName[];
