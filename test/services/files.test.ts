/** Bytes that people upload (J1, J3): files for parameters and package archives, over HTTP, on a real disk. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { FILE_UNUSED_DAYS } from '../../coordinator/retention.ts';
import type { WireError } from '../../protocol/errors.ts';
import type { FileValue } from '../../protocol/file-value.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('uploaded files');

async function withStage(options: Parameters<typeof stage>[0], body: (s: Stage) => Promise<void>) {
  const s = await stage(options);
  try {
    await body(s);
  } finally {
    await s.close();
  }
}
const sha = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const put = (s: Stage, content: string, name?: string, token = s.token) =>
  fetch(`${s.url}/api/v1/files${name === undefined ? '' : `?name=${encodeURIComponent(name)}`}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: content,
  });
const upload = async (s: Stage, content: string, name = 'invoice.pdf') =>
  (await (await put(s, content, name)).json()) as FileValue;
const blobAt = (s: Stage, sha256: string) => join(s.data, 'blobs', sha256.slice(0, 2), sha256);
const temporary = (s: Stage) => readdirSync(join(s.data, 'tmp'));

async function withParameter(s: Stage): Promise<void> {
  await s.api('pool.create', { name: 'p' });
  await s.publish(await archiveOf({ ...manifestOf('reads'), parameters: [{ name: 'invoice', type: 'file' }] }));
  await s.api('deployment.create', { name: 'reads', package: 'reads', pool: 'p', recording: 'never' });
}

t(
  'J1: an upload answers the parameter’s value; the same content is kept once, under names that any machine takes',
  () =>
    withStage({}, async (s) => {
      const value = await upload(s, 'content', 'C:\\bills\\in: voice?.pdf');
      assert.equal(value, { file: sha('content'), name: 'in_ voice_.pdf', bytes: 7 });
      assert.ok(existsSync(blobAt(s, value.file)));
      assert.is((await upload(s, 'content', 'other.pdf')).name, 'other.pdf');
      assert.equal(temporary(s), []);
    }),
);

t('J1: without a name, over the limit, without the right: refused, and nothing is left', () =>
  withStage({ limits: { fileBytes: 10 } }, async (s) => {
    const refused = async (response: Response) => ({
      status: response.status,
      ...((await response.json()) as WireError),
    });
    assert.is((await refused(await put(s, 'x'))).field, 'name');
    const large = await refused(await put(s, 'x'.repeat(11), 'a.txt'));
    assert.equal([large.status, large.code], [413, 'TooLarge']);
    assert.match(large.message, 'a file may have at most 10 bytes');
    assert.is((await refused(await put(s, 'x', 'a.txt', 'wrong'))).status, 401);
    assert.equal([temporary(s), existsSync(join(s.data, 'blobs'))], [[], false]);
  }),
);

t('J3: an upload that is announced too large for the disk or the limit is refused before it is taken', () =>
  withStage({}, async (s) => {
    const announced = (path: string, bytes: number) =>
      new Promise<WireError>((resolve, reject) => {
        const headers = { authorization: `Bearer ${s.token}`, 'content-length': bytes };
        const asked = request(`${s.url}/api/v1/${path}`, { method: 'PUT', headers }, (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(JSON.parse(text) as WireError));
        });
        asked.on('error', reject);
        asked.write('only the beginning');
      });
    const { code, message } = await announced('packages', 3 * 1024 ** 3);
    assert.is(code, 'TooLarge');
    assert.match(message, 'a package may have at most 2048 MiB');
    await s.restart({ limits: { packageBytes: 2 ** 50 } });
    const full = await announced('packages', 2 ** 49);
    assert.is(full.code, 'Unavailable');
    assert.match(full.message, /the coordinator's disk is full: a package of \d+ MiB does not fit.*Nothing was kept/);
    assert.equal(temporary(s), []);
  }),
);

t('J3: an upload that breaks off leaves nothing, and the next one goes through', () =>
  withStage({}, async (s) => {
    const headers = { authorization: `Bearer ${s.token}`, 'content-length': 5_000_000 };
    const asked = request(`${s.url}/api/v1/packages`, { method: 'PUT', headers });
    asked.on('error', () => {}); // we break it off ourselves
    asked.write(Buffer.alloc(1_000_000, 1));
    await until('the upload has begun', () => temporary(s).length === 1);
    asked.destroy();
    await until('nothing of it is there', () => temporary(s).length === 0);
    assert.not(existsSync(join(s.data, 'blobs')));
    assert.ok((await s.publish(await archiveOf(manifestOf('good')))).ok);
  }),
);

t('J1: a supervisor gets the files of its own run’s parameters, nobody else’s, and no script gets any', () =>
  withStage({}, async (s) => {
    await withParameter(s);
    const [mine, other] = [await upload(s, 'mine'), await upload(s, 'other')];
    const agent = await s.agent('r1', 'p');
    await s.api('job.run', { deployment: 'reads', params: { invoice: mine } });
    const order = await agent.order(1);
    assert.equal(order.params, { invoice: mine });
    const get = (sha256: string, token: string) =>
      fetch(`${s.url}/api/v1/blobs/${sha256}`, { headers: { authorization: `Bearer ${token}` } });
    const got = await get(mine.file, order.supervisorToken);
    assert.equal([got.status, await got.text()], [200, 'mine']);
    assert.is((await get(order.sha256, order.supervisorToken)).status, 200);
    assert.is((await get(other.file, order.supervisorToken)).status, 404);
    assert.is((await get(mine.file, order.scriptToken)).status, 401);
    assert.is((await get(mine.file, s.token)).status, 401);
  }),
);

t('J1: files that nobody uses go after their days, with their bytes; one in use stays', () =>
  withStage({ timers: { pruneMs: 20 } }, async (s) => {
    await withParameter(s);
    const [used, unused] = [await upload(s, 'used'), await upload(s, 'unused')];
    await s.api('deployment.update', { deployment: 'reads', params: { invoice: used } });
    s.clock.advance((FILE_UNUSED_DAYS + 1) * 86_400_000);
    await until('the unused one is gone', () => !existsSync(blobAt(s, unused.file)));
    assert.ok(existsSync(blobAt(s, used.file)));
    const error = await refusalOf(s.api('job.run', { deployment: 'reads', params: { invoice: unused } }));
    assert.equal([error.code, error.field], ['ValidationError', 'params.invoice']);
    assert.is((await s.api('job.run', { deployment: 'reads' })).jobs.length, 1);
  }),
);

t('J3: a deleted version’s bytes go after the commit, unless a file has the same content', () =>
  withStage({}, async (s) => {
    const [one, two] = [await archiveOf(manifestOf('one')), await archiveOf(manifestOf('two'))];
    for (const archive of [one, two]) await s.publish(archive);
    const headers = { authorization: `Bearer ${s.token}` };
    const body = new Uint8Array(two);
    await fetch(`${s.url}/api/v1/files?name=two.tgz`, { method: 'PUT', headers, body });
    for (const name of ['one', 'two']) await s.api('version.delete', { package: name, version: '1.0.0' });
    await until('the first one is gone', () => !existsSync(blobAt(s, sha(one))));
    assert.ok(existsSync(blobAt(s, sha(two))));
    assert.equal((await s.api('package.show', { package: 'one' })).versions, []);
  }),
);

t('J3: publishing and deleting the same version at once never leaves a version without its bytes', () =>
  withStage({}, async (s) => {
    const archive = await archiveOf(manifestOf('busy'));
    await s.publish(archive);
    for (let round = 0; round < 15; round++) {
      const remove = s.api('version.delete', { package: 'busy', version: '1.0.0' }).catch(() => undefined); // it may be gone
      await Promise.all([s.publish(archive), remove, s.publish(archive)]);
      const { versions } = await s.api('package.show', { package: 'busy' });
      if (versions.length > 0) assert.ok(existsSync(blobAt(s, sha(archive))), `round ${round}`);
    }
    await s.publish(archive);
    assert.ok(existsSync(blobAt(s, sha(archive))));
  }),
);

t('J3: a version can be downloaded as it was published, by developers', () =>
  withStage({}, async (s) => {
    const archive = await archiveOf(manifestOf('down'));
    await s.publish(archive);
    const get = (path: string, token = s.token) =>
      fetch(`${s.url}/api/v1/packages/down/versions/${path}/archive`, {
        headers: { authorization: `Bearer ${token}` },
      });
    for (const version of ['1.0.0', 'latest'])
      assert.is(sha(Buffer.from(await (await get(version)).arrayBuffer())), sha(archive));
    assert.is((await get('9.9.9')).status, 404);
    assert.is((await get('1.0.0', 'wrong')).status, 401);
  }),
);

t('what a crash left in the blob store is swept away once it is old', () =>
  withStage({ timers: { pruneMs: 20 } }, async (s) => {
    const value = await upload(s, 'kept');
    const { writeFileSync, mkdirSync } = await import('node:fs');
    const orphan = sha('orphan');
    mkdirSync(join(blobAt(s, orphan), '..'), { recursive: true });
    writeFileSync(blobAt(s, orphan), 'orphan');
    for (const file of [orphan, value.file]) utimesSync(blobAt(s, file), 1_000, 1_000);
    await until('the orphan is gone', () => !existsSync(blobAt(s, orphan)));
    assert.ok(existsSync(blobAt(s, value.file)));
  }),
);

t.run();
