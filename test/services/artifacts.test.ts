import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { parseRange } from '../../coordinator/evidence/range.ts';
import type { Result } from '../../protocol/contract.ts';
import type { WireError } from '../../protocol/errors.ts';
import { FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('evidence over HTTP');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function withRun(body: (s: Stage, supervisor: FakeRun) => Promise<void>) {
  const s = await stage();
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p');
    const { supervisor } = await s.running(await s.agent('r1', 'p'), 'hello');
    await body(s, supervisor);
  } finally {
    await s.close();
  }
}

async function announce(supervisor: FakeRun, bytes: Buffer, change: Record<string, unknown> = {}) {
  const { run, epoch } = supervisor.order;
  const about = { kind: 'video' as const, name: 'video.mp4', mime: 'video/mp4', atMs: 5, label: '', meta: {} };
  return supervisor.call('artifact.create', {
    run,
    epoch,
    ...about,
    bytes: bytes.length,
    sha256: sha256(bytes),
    ...change,
  });
}

async function patch(s: Stage, supervisor: FakeRun, id: string, offset: number, chunk: Buffer, sum = sha256(chunk)) {
  const headers = { authorization: `Bearer ${supervisor.order.supervisorToken}`, 'x-sha256': sum };
  const url = `${s.url}/api/v1/artifacts/${id}?offset=${offset}`;
  const response = await fetch(url, { method: 'PATCH', headers, body: new Uint8Array(chunk) });
  const body = (await response.json()) as Partial<WireError> & { received?: number; complete?: boolean };
  return { status: response.status, ...body };
}

const content = (s: Stage, id: string, headers: Record<string, string> = {}) =>
  fetch(`${s.url}/api/v1/artifacts/${id}/content`, { headers: { authorization: `Bearer ${s.token}`, ...headers } });

t('E12: chunks are checked; a wrong offset says where to go on, a wrong checksum changes nothing', () =>
  withRun(async (s, supervisor) => {
    const bytes = Buffer.from('0123456789abcdefghij');
    const meta = { seconds: 2.5, width: 640, height: 480, fps: 5, offsetMs: 120 };
    const { id } = await announce(supervisor, bytes, { meta });
    assert.equal(await patch(s, supervisor, id, 0, bytes.subarray(0, 8)), {
      status: 200,
      received: 8,
      complete: false,
    });
    const gap = await patch(s, supervisor, id, 12, bytes.subarray(12));
    assert.equal([gap.status, gap.code, gap.received], [409, 'Conflict', 8]);
    const broken = await patch(s, supervisor, id, 8, bytes.subarray(8), '0'.repeat(64));
    assert.equal([broken.status, broken.field], [400, 'x-sha256']);
    const tooMuch = await patch(s, supervisor, id, 8, Buffer.concat([bytes.subarray(8), bytes]));
    assert.is(tooMuch.code, 'TooLarge');
    assert.is((await announce(supervisor, bytes, { meta })).received, 8); // the same name again: go on from there
    assert.equal(await patch(s, supervisor, id, 8, bytes.subarray(8)), { status: 200, received: 20, complete: true });
    assert.equal(await patch(s, supervisor, id, 8, bytes.subarray(8)), { status: 200, received: 20, complete: true });
    const { run, artifacts } = await s.api('run.show', { run: supervisor.order.run });
    assert.equal(run.video, { artifact: id, bytes: 20, ...meta });
    assert.equal(
      artifacts.map((a) => [a.name, a.state]),
      [['video.mp4', 'complete']],
    );
  }),
);

t('E12: evidence is taken after the run has ended', () =>
  withRun(async (s, supervisor) => {
    const bytes = Buffer.from('late');
    await supervisor.end();
    const { id } = await announce(supervisor, bytes);
    assert.is((await patch(s, supervisor, id, 0, bytes)).complete, true);
    const again = await FakeRun.open(s.url, supervisor.order, 'supervisor');
    again.close();
  }),
);

t('a file that is not what was announced is never called complete', () =>
  withRun(async (s, supervisor) => {
    const { id } = await announce(supervisor, Buffer.from('announced'));
    const other = await patch(s, supervisor, id, 0, Buffer.from('different'));
    assert.is.not(other.status, 200);
    const { artifacts } = await s.api('run.show', { run: supervisor.order.run });
    assert.is(artifacts[0]!.state, 'uploading');
  }),
);

t('X5: people read it in ranges; what a browser may not show is a download; nobody else reads it', () =>
  withRun(async (s, supervisor) => {
    const bytes = Buffer.from('0123456789');
    const { id } = await announce(supervisor, bytes);
    await patch(s, supervisor, id, 0, bytes);
    const part = await content(s, id, { range: 'bytes=2-4' });
    assert.equal([part.status, part.headers.get('content-range'), await part.text()], [206, 'bytes 2-4/10', '234']);
    const whole = await content(s, id);
    assert.equal([whole.status, whole.headers.get('accept-ranges'), await whole.text()], [200, 'bytes', '0123456789']);
    assert.match(whole.headers.get('content-disposition')!, /^inline/);
    assert.is(whole.headers.get('x-content-type-options'), 'nosniff');
    assert.is((await content(s, id, { range: 'bytes=10-' })).status, 416);
    const page = { kind: 'file', name: 'page.html', mime: 'text/html' };
    const html = await announce(supervisor, bytes, page);
    await patch(s, supervisor, html.id, 0, bytes);
    const download = await content(s, html.id);
    assert.match(download.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''page\.html/);
    assert.is(download.headers.get('content-type'), 'application/octet-stream');
    assert.is((await content(s, id, { authorization: '' })).status, 401);
    assert.is((await content(s, 'a_nothing')).status, 404);
  }),
);

t('a run’s supervisor gets the archive of its own run and no other; a script’s token gets none', () =>
  withRun(async (s, supervisor) => {
    const { order } = supervisor;
    const get = (sha: string, token: string) =>
      fetch(`${s.url}/api/v1/blobs/${sha}`, { headers: { authorization: `Bearer ${token}` } });
    const good = await get(order.sha256, order.supervisorToken);
    assert.is(good.headers.get('content-length'), String(order.bytes));
    assert.is(sha256(Buffer.from(await good.arrayBuffer())), order.sha256);
    assert.is((await get('0'.repeat(64), order.supervisorToken)).status, 404);
    assert.is((await get(order.sha256, order.scriptToken)).status, 401);
  }),
);

t('ranges: first, last, from the end, beyond it, several', () => {
  assert.equal(parseRange('bytes=0-0', 10), { start: 0, end: 0 });
  assert.equal(parseRange('bytes=5-', 10), { start: 5, end: 9 });
  assert.equal(parseRange('bytes=-3', 10), { start: 7, end: 9 });
  assert.equal(parseRange('bytes=-30', 10), { start: 0, end: 9 });
  assert.equal(parseRange('bytes=5-99', 10), { start: 5, end: 9 });
  for (const none of ['bytes=10-', 'bytes=5-4', 'bytes=-0']) assert.is(parseRange(none, 10), 'none');
  for (const all of [undefined, 'bytes=0-1,3-4', 'items=0-1', 'bytes=-']) assert.is(parseRange(all, 10), 'all');
});

t('E4: a window of very long lines ends early and says where to go on, until every line was read once', () =>
  withRun(async (s, supervisor) => {
    for (let i = 0; i < 12; i++) {
      const texts = Array.from({ length: 10 }, (_, k) => `${i * 10 + k + 1} ${'x'.repeat(64_000)}`);
      await supervisor.report(
        ...texts.map((text) => ({ kind: 'line', level: 'info', source: 'stdout', text }) as const),
      );
    }
    const read: number[] = [];
    let answers = 0;
    for (let from: number | undefined = 1; from !== undefined; answers++) {
      const window: Result<'run.log'> = await s.api('run.log', { run: supervisor.order.run, from, limit: 500 });
      read.push(...window.lines.map((line) => Number(line.text.split(' ')[0])));
      from = window.next;
    }
    assert.ok(answers > 1, 'in more than one answer');
    assert.equal(
      read,
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
  }),
);

t.run();
