/** The state tables as Markdown: a row per state, a column per event, a dot where the event is refused. */
import type { Machine } from '../coordinator/domain/machine.ts';
import {
  bulkStates,
  conditionStates,
  deliveryStates,
  jobStates,
  resourceStatuses,
  robotStates,
  runStates,
  webhookStates,
} from '../coordinator/domain/states.ts';

type Table = Machine<string, string>;
const tables: [title: string, says: string, table: Table][] = [
  [
    'Job',
    'J21. `assign`: a run instance was accepted. `retry`: an attempt failed and another follows (J22).',
    jobStates,
  ],
  [
    'Run instance',
    'J21. `assigned` is an offer; one that is not accepted is withdrawn and leaves no run instance (P6). The first end wins (J27).',
    runStates,
  ],
  [
    'Robot',
    'J8. `assign` and `release`: a run begins and ends. A pause during a run takes effect at its end. `lose`: the connection ended.',
    robotStates,
  ],
  [
    'Resource',
    'Q6. `take`: a robot’s get or update (Q8). `process`: mark processed. `putBack`: a failure with attempts left (Q21). ' +
      '`exhaust`: none left, or `retry: false` (Q18). `set…`: a user’s edit (Q12).',
    resourceStatuses,
  ],
  [
    'Launch condition',
    'Q51. `pause`: three of its jobs in a row failed. `disable`: by a person, or its queue (Q46) or deployment (Q53) is gone.',
    conditionStates,
  ],
  [
    'Webhook',
    '`pause`: nothing arrived for about a day. `disable`: by a person, or the receiver answered 410 Gone.',
    webhookStates,
  ],
  [
    'Delivery',
    '`retry`: an attempt failed and another follows. `giveUp`: it was the last. `drop`: too old when its turn came.',
    deliveryStates,
  ],
  [
    'Bulk edit',
    '`finish`: it has looked at everything. `undo`: another bulk edit puts back what it changed.',
    bulkStates,
  ],
];

export function statesText(): string {
  const head = [
    '# States',
    '',
    'Generated from `coordinator/domain/states.ts` by `node scripts/docs.ts`. Nothing changes state except through these',
    'tables; a dot means that the event is refused with `IllegalState`.',
  ];
  const parts = tables.flatMap(([title, says, table]) => ['', `## ${title}`, '', says, '', ...tableLines(table)]);
  return `${[...head, ...parts].join('\n')}\n`;
}

function tableLines(table: Table): string[] {
  const events = [...new Set(Object.values(table).flatMap((row) => Object.keys(row)))];
  const rows = Object.entries(table).map(([state, row]) => [
    `**${state}**`,
    ...events.map((event) => row[event] ?? '·'),
  ]);
  return [['state', ...events], events.map(() => '---').concat('---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}
