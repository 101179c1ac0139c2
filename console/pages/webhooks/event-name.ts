/** What an event of a delivery is called; `ping` is that of a test. */
import { t } from '../../i18n/index.ts';
import { visible } from '../../show/visible.ts';

const names = {
  'job.ended': 'webhook.event.job.ended',
  'robot.lost': 'webhook.event.robot.lost',
  'queue.drained': 'webhook.event.queue.drained',
  ping: 'webhook.event.ping',
} as const;

/** One that this console does not know yet is shown as it is called. */
export const eventName = (event: string): string =>
  Object.hasOwn(names, event) ? t(names[event as keyof typeof names]) : visible(event);
