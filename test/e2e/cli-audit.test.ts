/** `gantry audit`, as a user types it (X11). */
import * as assert from 'uvu/assert';
import type { AuditEntry } from '../../protocol/shapes-audit.ts';
import { Installation } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('command line: audit');
let fleet: Installation;

t.before(async () => {
  fleet = await Installation.start();
  await fleet.ok('queue', 'create', 'invoices');
  await fleet.ok('queue', 'set', 'invoices', '--attempts', '3');
});
t.after(() => fleet.stop());

t('ls tells who, what, and what it changed, the newest last', async () => {
  const { out } = await fleet.ok('audit', 'ls', '--verb', 'queue.');
  const lines = out.split('\n');
  assert.match(lines[0]!, /^#\d+ .* Administrator \(127\.0\.0\.1\) queue\.create queue invoices$/);
  assert.match(lines[1]!, 'queue invoices made: name invoices');
  assert.match(lines.at(-1)!, 'queue invoices: attemptLimit 0 → 3');
});

t('ls --brief is a table, --json is for machines', async () => {
  const brief = await fleet.ok('audit', 'ls', '--brief', '--limit', '1');
  assert.match(brief.out, /queue\.update +queue invoices +done/);
  const [entry] = await fleet.json<AuditEntry[]>('audit', 'ls', '--limit', '1');
  assert.equal([entry?.verb, entry?.outcome], ['queue.update', 'done']);
});

t('what was refused is told apart', async () => {
  await fleet.gantry('condition', 'rm', 'nowhere');
  const { out } = await fleet.ok('audit', 'ls', '--refused');
  assert.match(out, /refused: QueueNotFound: there is no queue "nowhere"/);
});

t('export gives a line for each entry, oldest first, and verify says that nothing is missing', async () => {
  const { out } = await fleet.ok('audit', 'export');
  const all = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);
  assert.equal(
    all.map((entry) => entry.n),
    all.map((_, i) => i + 1),
  );
  assert.match((await fleet.ok('audit', 'verify')).out, `the chain is whole: ${all.length} entries`);
});

t('a wrong time, a user that is not there: said by name', async () => {
  const time = await fleet.gantry('audit', 'ls', '--since', 'yesterday');
  assert.equal([time.code, time.out], [2, '']);
  assert.match(time.err, '--since: "yesterday" is no time; write 2026-11-26');
  assert.is((await fleet.gantry('audit', 'ls', '--user', 'nobody')).code, 4);
});

t.run();
