/** The ordered searches over webhooks and their deliveries. */
import { pick } from './pick.ts';

export const webhookPicks = {
  webhooks: pick()({ table: 'webhook', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
  deletedWebhooks: pick()({ table: 'webhook', fixed: { deleted: 1 }, by: [], order: [['id', 'asc']] }),
  deliveriesDue: pick()({
    table: 'delivery',
    fixed: { state: 'waiting' },
    by: ['webhook'],
    upTo: 'due',
    order: [
      ['due', 'asc'],
      ['id', 'asc'],
    ],
  }),
  deliveriesOf: pick()({ table: 'delivery', fixed: {}, by: ['webhook'], order: [['id', 'asc']] }),
  /** What a webhook was told of one thing, the newest first. */
  deliveriesAbout: pick()({ table: 'delivery', fixed: {}, by: ['webhook', 'about'], order: [['id', 'desc']] }),
  absencesDue: pick()({
    table: 'absence',
    fixed: {},
    by: [],
    upTo: 'due',
    order: [
      ['due', 'asc'],
      ['id', 'asc'],
    ],
  }),
} as const;
