/** Every text of the console in Russian. */
import type { Dictionary } from '../texts.ts';
import { adding } from './adding.ts';
import { assets } from './assets.ts';
import { audit } from './audit.ts';
import { bulk } from './bulk.ts';
import { calendars } from './calendars.ts';
import { conditions } from './conditions.ts';
import { deployments } from './deployments.ts';
import { frame } from './frame.ts';
import { jobs } from './jobs.ts';
import { live } from './live.ts';
import { overview } from './overview.ts';
import { packages } from './packages.ts';
import { pools } from './pools.ts';
import { queues } from './queues.ts';
import { resources } from './resources.ts';
import { robots } from './robots.ts';
import { run } from './run.ts';
import { schedules } from './schedules.ts';
import { settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { users } from './users.ts';
import { webhooks } from './webhooks.ts';

export { coordinator } from './coordinator.ts';

export const texts: Dictionary = {
  ...frame,
  ...signIn,
  ...overview,
  ...jobs,
  ...robots,
  ...pools,
  ...queues,
  ...resources,
  ...bulk,
  ...adding,
  ...conditions,
  ...packages,
  ...deployments,
  ...schedules,
  ...calendars,
  ...assets,
  ...users,
  ...audit,
  ...webhooks,
  ...settings,
  ...run,
  ...live,
};
