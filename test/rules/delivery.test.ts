/** Deliveries: tried again by a table of times, given up, dropped, sent again; what that means for their webhook. */
import * as assert from 'uvu/assert';
import { FIRST, MAX_WAITING } from '../../coordinator/domain/delivery.ts';
import { MOST_TRIES } from '../../coordinator/domain/delivery-attempt.ts';
import {
  LONGEST_REST_MS,
  MOST_ATTEMPTS,
  RETRY_AFTER_MS,
  retryAfter,
  SPREAD,
} from '../../coordinator/domain/delivery-times.ts';
import type { DeliveryRow } from '../../coordinator/domain/rows.ts';
import { webhookView } from '../../coordinator/domain/webhook-view.ts';
import { suite } from '../support/suite.ts';
import { START } from './support/fleet.ts';
import { sealed, WebhookWorld } from './support/webhook-world.ts';

const t = suite('deliveries');
const DAY_MS = 86_400_000;

/** A webhook that was just told of a cancelled job. */
function told(name = 'hook'): { w: WebhookWorld; row: Readonly<DeliveryRow> } {
  const w = new WebhookWorld();
  w.create(name, ['job.ended']);
  w.f.deploy();
  return { w, row: another(w, name) };
}

function another(w: WebhookWorld, name = 'hook'): Readonly<DeliveryRow> {
  const deployment = w.f.world.all('deployment')[0]!.name;
  w.f.do('job.cancel', { job: w.f.run(deployment) }, w.admin);
  w.told();
  return w.of(name).at(-1)!;
}

t('ten attempts take about a day, and those of different deliveries do not come at one moment', () => {
  assert.is(MOST_ATTEMPTS, 10);
  const sum = RETRY_AFTER_MS.reduce((a, b) => a + b, 0);
  assert.ok(sum > 0.9 * DAY_MS && sum * (1 + SPREAD) < 1.25 * DAY_MS, String(sum));
  const first = Array.from({ length: 200 }, (_, n) => retryAfter(`m_${n}`, 1)!);
  assert.ok(Math.min(...first) >= RETRY_AFTER_MS[0]! && Math.max(...first) <= RETRY_AFTER_MS[0]! * (1 + SPREAD));
  assert.ok(new Set(first).size > 100);
  assert.is(retryAfter('m_1', 1), retryAfter('m_1', 1));
  assert.is(retryAfter('m_1', MOST_ATTEMPTS), undefined);
  assert.is(retryAfter('m_1', 1, 120_000), 120_000);
  assert.is(retryAfter('m_1', 1, 10 * DAY_MS), LONGEST_REST_MS);
});

t('an attempt that arrives ends it', () => {
  const { w, row } = told();
  w.f.world.now += 500;
  const after = w.attempted(row, 'ok');
  assert.equal(
    [after.state, after.attempts, after.due, after.ended, after.lastStatus, after.lastMs, after.lastAnswer],
    ['delivered', 1, 0, START + 500, 204, 17, 'so it goes'],
  );
  assert.equal([w.row('hook').waiting, w.row('hook').lastArrived], [0, START + 500]);
});

t('one that fails is tried again later; the sender hears when', () => {
  const { w, row } = told();
  w.f.quiet();
  const after = w.attempted(row, 'failed');
  assert.equal([after.state, after.attempts, after.lastError], ['waiting', 1, 'answered 503']);
  assert.is(after.due, START + retryAfter(row.id, 1)!);
  assert.equal(w.f.effects('deliver'), [{ kind: 'deliver', webhook: row.webhook, due: after.due }]);
  assert.equal([w.row('hook').failuresInRow, w.row('hook').lastError, w.row('hook').waiting], [1, 'answered 503', 1]);
  assert.is(w.attempted(after, 'ok').state, 'delivered');
  assert.equal([w.row('hook').failuresInRow, w.row('hook').lastError], [0, '']);
});

t('each attempt is kept with its time and answer, the latest of them, also when it is sent again', () => {
  const { w, row } = told();
  let now = row;
  for (let n = 1; n <= MOST_ATTEMPTS; n++) {
    w.f.world.now += 1_000;
    now = w.attempted(now, 'failed', { status: 500 + n, ms: n, answer: `no ${n} ${'x'.repeat(1_000)}` });
  }
  assert.is(now.state, 'failed');
  assert.equal(
    now.tries.map(({ at, status, ms, error }) => [at, status, ms, error]),
    Array.from({ length: MOST_ATTEMPTS }, (_, n) => [START + (n + 1) * 1_000, 501 + n, n + 1, 'answered 503']),
  );
  assert.ok(now.tries.every(({ answer = '' }, n) => answer.startsWith(`no ${n + 1} `) && answer.length === 200));
  for (let again = 0; again < 2; again++) {
    if (w.row('hook').state !== 'enabled') w.update('hook', { enabled: true });
    w.f.do('webhook.redeliver', { webhook: 'hook', delivery: row.id }, w.admin);
    now = w.f.world.row('delivery', row.id);
    for (let n = 1; n <= MOST_ATTEMPTS; n++) now = w.attempted(now, 'failed', { status: 0, answer: '', ms: 100 + n });
  }
  assert.is(now.tries.length, MOST_TRIES);
  assert.equal([now.tries[0]!.ms, now.tries.at(-1)!.ms, now.tries.at(-1)!.status], [101, 110, undefined]);
});

t('an attempt noted twice, or after the end, changes nothing', () => {
  const { w, row } = told();
  const once = w.attempted(row, 'failed');
  assert.equal(w.attempted(row, 'failed'), once);
  assert.is(w.row('hook').failuresInRow, 1);
  const done = w.attempted(once, 'ok');
  assert.equal(w.attempted(done, 'failed'), done);
  assert.is(w.row('hook').waiting, 0);
});

/** All attempts fail. */
function givenUp(w: WebhookWorld, first: Readonly<DeliveryRow>): Readonly<DeliveryRow> {
  let row = first;
  for (let n = 0; n < MOST_ATTEMPTS; n++) {
    assert.is(row.state, 'waiting');
    w.f.world.now = Math.max(w.f.world.now, row.due);
    row = w.attempted(row, 'failed');
  }
  return row;
}

t('after the last attempt it is given up; a webhook where nothing arrived for a day pauses itself and says why', () => {
  const { w, row } = told();
  const after = givenUp(w, row);
  assert.equal([after.state, after.attempts, after.due], ['failed', MOST_ATTEMPTS, 0]);
  const hook = w.row('hook');
  assert.is(hook.state, 'paused');
  assert.match(hook.because, 'nothing has arrived for about a day (answered 503); put it right, then enable');
  const { becauseAs } = webhookView(w.f.world.view, hook);
  assert.equal(becauseAs?.values, { error: 'answered 503' }, 'C: it can be said in another language');
  assert.is(w.update('hook', { enabled: true }).state, 'enabled');
  assert.equal([w.row('hook').because, w.row('hook').failuresInRow], ['', 0]);
});

t('one that is refused while others arrive is given up alone', () => {
  const { w, row } = told();
  w.f.world.now += 1_000;
  w.attempted(another(w), 'ok');
  givenUp(w, row);
  assert.is(w.row('hook').state, 'enabled');
});

t('410 Gone gives it up at once and disables the webhook', () => {
  const { w, row } = told();
  const other = another(w);
  assert.is(w.attempted(row, 'gone', { status: 410 }).state, 'failed');
  const hook = w.row('hook');
  assert.equal([hook.state, hook.waiting], ['disabled', 1]);
  assert.match(hook.because, '410 Gone');
  assert.is(w.f.world.row('delivery', other.id).state, 'waiting');
});

t('what is too old when its turn comes is dropped, and counts as no attempt', () => {
  const { w, row } = told();
  const after = w.attempted(row, 'stale', { status: 0, error: 'too old' });
  assert.equal([after.state, after.attempts, after.lastError], ['dropped', 0, 'too old']);
  assert.equal([w.row('hook').waiting, w.row('hook').failuresInRow], [0, 0]);
});

t('a ping is due before all that waits, and is tried once', () => {
  const { w } = told();
  const { id } = w.f.do('webhook.test', { webhook: 'hook' }, w.admin);
  const row = w.f.world.row('delivery', id);
  assert.equal([row.event, row.due, w.row('hook').waiting], ['ping', FIRST, 2]);
  assert.is(w.attempted(row, 'failed').state, 'failed');
  assert.is(w.row('hook').state, 'enabled');
});

t('what has ended can be sent again, with all its attempts; what waits cannot', () => {
  const { w, row } = told();
  const again = { webhook: 'hook', delivery: row.id };
  assert.is(w.f.refused('IllegalState', 'webhook.redeliver', again, w.admin).code, 'IllegalState');
  w.attempted(row, 'ok');
  w.f.world.now += 9_000;
  const view = w.f.do('webhook.redeliver', again, w.admin);
  assert.equal([view.id, view.state, view.attempts, view.due], [row.id, 'waiting', 0, START + 9_000]);
  assert.is(view.ended, undefined);
  assert.is(w.row('hook').waiting, 1);
  w.update('hook', { enabled: false });
  w.attempted(w.f.world.row('delivery', row.id), 'ok');
  w.f.refused('IllegalState', 'webhook.redeliver', again, w.admin);
});

t('a delivery of another webhook does not exist', () => {
  const { w, row } = told();
  w.create('other', ['robot.lost']);
  const refusal = w.f.refused('DeliveryNotFound', 'webhook.redeliver', { webhook: 'other', delivery: row.id }, w.admin);
  assert.is(refusal.field, 'delivery');
});

t('so many may wait; beyond it events are counted as lost, and a ping is kept all the same', () => {
  const { w } = told();
  w.f.world.patch('webhook', w.row('hook').id, { waiting: MAX_WAITING });
  const before = w.of('hook').length;
  another(w);
  assert.equal([w.of('hook').length, w.row('hook').lost, w.row('hook').waiting], [before, 1, MAX_WAITING]);
  w.f.do('webhook.test', { webhook: 'hook' }, w.admin);
  assert.is(w.of('hook').length, before + 1);
});

t('a deleted webhook goes with its deliveries, a portion at a time; an attempt under way changes nothing', () => {
  const { w, row } = told();
  for (let n = 0; n < 4; n++) another(w);
  const webhook = w.row('hook').id;
  w.f.do('webhook.delete', { webhook: 'hook' }, w.admin);
  assert.equal([w.row('hook').secret, w.row('hook').deleted], ['', 1]);
  assert.equal(w.f.do('delivery.drop', { webhook, limit: 3 }), { left: true });
  assert.equal(w.f.do('delivery.drop', { webhook, limit: 3 }), { left: false });
  assert.equal([w.f.world.all('delivery'), w.f.world.all('webhook')], [[], []]);
  w.f.do('delivery.attempted', {
    ...{ delivery: row.id, attempt: 1, outcome: 'ok', status: 200, ms: 1, error: '', answer: '', restMs: 0 },
  });
  assert.equal(w.f.world.all('delivery'), []);
});

t('X6: a rotated secret: the former one stays until its date, or not at all; what signs no more is gone', () => {
  const { w } = told();
  const user = w.admin.kind === 'person' ? w.admin.user : '';
  const webhook = w.row('hook').id;
  const kept = () => w.f.world.all('secret').map(({ id }) => id);
  const view = w.f.do('webhook.rotated', { user, webhook, secret: sealed('new'), formerUntil: START + 5 });
  assert.is(view.formerSecretUntil, START + 5);
  assert.equal([w.row('hook').secret, w.row('hook').formerSecret, kept()], ['x_new', 'x_hook', ['x_hook', 'x_new']]);
  w.f.do('webhook.rotated', { user, webhook, secret: sealed('newer'), formerUntil: START });
  assert.equal([w.row('hook').secret, w.row('hook').formerSecret, w.row('hook').formerUntil], ['x_newer', '', 0]);
  assert.equal(kept(), ['x_newer']);
  w.f.do('webhook.delete', { webhook: 'hook' }, w.admin);
  assert.equal(kept(), []);
});

t.run();
