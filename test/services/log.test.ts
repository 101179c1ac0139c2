import * as assert from 'uvu/assert';
import { createLog } from '../../coordinator/log.ts';
import { suite } from '../support/suite.ts';

const t = suite('the coordinator’s log');

t('secrets are taken out by their key, up to two levels deep', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info({ token: 'T-1', user: { password: 'P-2' }, req: { headers: { authorization: 'A-3', cookie: 'C-4' } } }, 'x');
  log.info({ order: { supervisorToken: 'S-5', scriptToken: 'S-6' }, robot: 'r1' }, 'y');
  const all = lines.join('');
  for (const secret of ['T-1', 'P-2', 'A-3', 'C-4', 'S-5', 'S-6']) assert.not.match(all, secret);
  assert.match(all, '"robot":"r1"');
});

t.run();
