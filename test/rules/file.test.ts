/** Files for parameters (J1): what a value must be, who keeps a file, and when it is forgotten. */
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('files for parameters');

const value = (letter: string, bytes = 7) => ({ file: letter.repeat(64), name: `${letter}.pdf`, bytes });

function withFiles(...letters: string[]): Fleet {
  const f = fleet();
  f.publish({
    parameters: [
      { name: 'invoice', type: 'file' },
      { name: 'note', type: 'json' },
    ],
  });
  f.pool('main');
  for (const letter of letters) upload(f, letter);
  return f;
}
function upload(f: Fleet, letter: string): void {
  const who = f.person('operator');
  f.do('file.added', { ...value(letter), user: who.kind === 'person' ? who.user : '' });
}
const unused = (f: Fleet, letter: string) => f.world.row('file', letter.repeat(64)).unusedSince;
const uses = (f: Fleet) => f.world.all('fileUse').map((u) => u.holder);
const forget = (f: Fleet) => f.do('file.forget', { before: f.world.now, limit: 10 }).forgotten;

t('J1: a file parameter takes what an upload answered and nothing else, by field', () => {
  const f = withFiles('a');
  const who = f.person();
  const make = (invoice: never) => ({ name: 'x', package: 'invoices', pool: 'main', params: { invoice } });
  const wrong: [unknown, string, RegExp][] = [
    ['./invoice.pdf', 'params.invoice', /must be a file, not string.*upload it first/],
    [['a'], 'params.invoice', /must be a file/],
    [{ ...value('a'), file: 'nonsense' }, 'params.invoice.file', /sha256/],
    [{ ...value('a'), name: '' }, 'params.invoice.name', /upload it first/],
    [{ ...value('a'), bytes: -1 }, 'params.invoice.bytes', /upload it first/],
    [value('b'), 'params.invoice', /"b\.pdf" is not here.*upload it again/],
    [value('a', 8), 'params.invoice', /has 7 bytes, not 8/],
  ];
  for (const [invoice, field, says] of wrong) {
    const error = f.refused('ValidationError', 'deployment.create', make(invoice as never), who);
    assert.is(error.field, field);
    assert.match(error.message, says);
  }
  const d = f.do('deployment.create', make(value('a') as never), who);
  const run = { deployment: d.name, params: { invoice: value('b') } };
  assert.is(f.refused('ValidationError', 'job.run', run, who).field, 'params.invoice');
  assert.is(f.world.all('job').length, 0);
});

t('J1: a file is kept while a deployment or an open job has it, and forgotten afterwards', () => {
  const f = withFiles('a', 'b');
  const who = f.person();
  const robot = f.robot('Ann', { pool: 'main' });
  const d = f.deploy({ pool: 'main', params: { invoice: value('a') } });
  const job = f.run(d.name, { params: { invoice: value('b') } });
  assert.equal(uses(f).sort(), [d.id, job].sort());
  assert.equal([unused(f, 'a'), unused(f, 'b')], [0, 0]);
  f.world.now += 1_000;
  assert.is(forget(f), 0);
  f.end(f.start(robot), 'succeeded');
  assert.equal([unused(f, 'a'), unused(f, 'b')], [0, f.world.row('job', job).ended]);
  f.do('deployment.update', { deployment: d.name, params: {} }, who);
  assert.is(unused(f, 'a'), f.world.now);
  assert.equal(uses(f), []);
  f.quiet();
  assert.is(forget(f), 2);
  assert.equal(
    f
      .effects('blob')
      .map((e) => e.sha256.slice(0, 1))
      .sort(),
    ['a', 'b'],
  );
});

t('J1: two that have one file keep it until both let go; an edit of something else changes nothing', () => {
  const f = withFiles('a');
  const who = f.person();
  const params = { invoice: value('a') };
  const [one, two] = [f.deploy({ pool: 'main', params }), f.deploy({ pool: 'main', params })];
  f.do('deployment.update', { deployment: one.name, priority: 1 }, who);
  f.do('deployment.delete', { deployment: one.name }, who);
  assert.is(unused(f, 'a'), 0);
  const copy = f.do('deployment.clone', { deployment: two.name, name: 'copy' }, who);
  f.do('deployment.delete', { deployment: two.name }, who);
  assert.equal([unused(f, 'a'), uses(f)], [0, [copy.id]]);
  f.do('deployment.delete', { deployment: 'copy' }, who);
  assert.is(unused(f, 'a'), f.world.now);
});

t('J1: cancelled, failed for good and never started jobs let go of their files', () => {
  const f = withFiles('a');
  const robot = f.robot('Ann', { pool: 'main' });
  const d = f.deploy({ pool: 'main' });
  const change = { params: { invoice: value('a') }, retries: 1 };
  const cancelled = f.run(d.name, change);
  f.do('job.cancel', { job: cancelled }, f.person());
  assert.is(uses(f).length, 0);
  const failing = f.run(d.name, change);
  f.end(f.start(robot), 'failed');
  assert.equal(uses(f), [failing]);
  f.end(f.start(robot), 'failed');
  assert.equal([uses(f), f.job(failing).state], [[], 'failed']);
  f.do('robot.pause', { robot: 'Ann', paused: true }, f.person());
  f.do('deployment.update', { deployment: d.name, whenNoRobot: 'cancel' }, f.person());
  assert.is(f.job(f.run(d.name, change)).state, 'cancelled');
  assert.equal(uses(f), []);
});

t('J1: an upload of what is there starts its time anew; a JSON value that looks like a file does no harm', () => {
  const f = withFiles('a');
  const first = unused(f, 'a');
  f.world.now += 5_000;
  upload(f, 'a');
  assert.is(unused(f, 'a'), first + 5_000);
  const d = f.deploy({ pool: 'main', params: { note: value('c') } });
  f.do('deployment.delete', { deployment: d.name }, f.person());
  assert.equal([uses(f), unused(f, 'a')], [[], first + 5_000]);
});

t('X3: uploading needs an operator', () => {
  const f = withFiles();
  const who = f.person('viewer');
  f.refused('Forbidden', 'file.added', { ...value('a'), user: who.kind === 'person' ? who.user : '' });
});

t.run();
