/** The verb about everything at a glance (C1). */
import { Overview } from './shapes-overview.ts';
import { read } from './verb.ts';

export const callsOverview = {
  'overview.show': read({
    who: ['person'],
    params: {},
    result: Overview,
    http: 'GET /overview',
    says: 'Robots by state, jobs, failures of the last day by message, jobs that ended hour by hour, fullest queues, disk.',
  }),
};
