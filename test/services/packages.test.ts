import { createHash } from 'node:crypto';
import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import * as assert from 'uvu/assert';
import { ARCHIVE_LIMITS, ArchiveCheck } from '../../protocol/archive-limits.ts';
import type { WireError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { archiveOf, manifestOf, packed, type Stage, stage } from './support/stage.ts';

const t = suite('package upload');

async function withStage(body: (s: Stage) => Promise<void>, options: Parameters<typeof stage>[0] = {}) {
  const s = await stage(options);
  try {
    await body(s);
  } finally {
    await s.close();
  }
}
async function refusal(s: Stage, archive: Buffer): Promise<WireError & { status: number }> {
  const response = await s.publish(archive);
  assert.not(response.ok, 'was not refused');
  const error = (await response.json()) as WireError;
  assert.equal(readdirSync(join(s.data, 'tmp')), []);
  assert.equal(
    (await s.api('package.list', {})).items.filter((p) => p.name === 'bad'),
    [],
  );
  return { ...error, status: response.status };
}

/** A tar entry as bytes, also such that no tar program would write. */
function entry(
  path: string,
  type: 'File' | 'SymbolicLink' | 'Link' | 'CharacterDevice',
  content = '',
  linkpath = '',
): Buffer {
  const block = Buffer.alloc(512);
  new Header({ path, type, size: Buffer.byteLength(content), mode: 0o644, mtime: new Date(0), linkpath }).encode(block);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
  body.write(content);
  return Buffer.concat([block, body]);
}
const archive = (...entries: Buffer[]) => gzipSync(Buffer.concat([...entries, Buffer.alloc(1_024)]));
const manifest = () => entry('process.json', 'File', JSON.stringify(manifestOf('bad')));

t('J3: a version is added once; the same content again is a no-op, other content is refused', () =>
  withStage(async (s) => {
    const one = await archiveOf(manifestOf('good'), { 'main.js': '1' });
    const first = (await (await s.publish(one)).json()) as { created: boolean; version: string };
    assert.equal([first.created, first.version], [true, '1.0.0']);
    assert.is(((await (await s.publish(one)).json()) as { created: boolean }).created, false);
    const other = await archiveOf(manifestOf('good'), { 'main.js': '2' });
    const { status, code } = await refusal(s, other);
    assert.equal([status, code], [409, 'Conflict']);
    const hash = createHash('sha256').update(other).digest('hex');
    assert.not(existsSync(join(s.data, 'blobs', hash.slice(0, 2), hash)));
    const [pack] = (await s.api('package.list', {})).items;
    assert.equal([pack!.versions.length, pack!.versions[0]!.bytes], [1, one.length]);
  }),
);

t('X8: traversal, absolute paths, links, devices, case collisions and Windows names are refused by name', () =>
  withStage(async (s) => {
    const bad: [Buffer, RegExp][] = [
      [entry('../evil.js', 'File', 'x'), /\.\.\/evil\.js.*leads out/],
      [entry('a/../../evil.js', 'File', 'x'), /leads out/],
      [entry('/etc/evil', 'File', 'x'), /absolute/],
      [entry('C:evil', 'File', 'x'), /absolute/],
      [entry('a\\..\\evil', 'File', 'x'), /backslash/],
      [entry('link', 'SymbolicLink', '', '/etc/passwd'), /link.*SymbolicLink/],
      [entry('hard', 'Link', '', 'process.json'), /Link/],
      [entry('device', 'CharacterDevice'), /CharacterDevice/],
      [Buffer.concat([entry('Main.js', 'File', 'x'), entry('main.js', 'File', 'y')]), /differ only in case/],
      [Buffer.concat([entry('a', 'File', 'x'), entry('a/b', 'File', 'y')]), /there twice/],
      [entry('con.txt', 'File', 'x'), /Windows/],
    ];
    for (const [what, says] of bad) {
      const { code, message } = await refusal(s, archive(manifest(), what));
      assert.is(code, 'ValidationError');
      assert.match(message, says);
    }
  }),
);

t('a real archive with a symbolic link is refused', () =>
  withStage(async (s) => {
    const at = folder('package');
    writeFileSync(join(at, 'process.json'), JSON.stringify(manifestOf('bad')));
    symlinkSync('/etc/passwd', join(at, 'secret'));
    assert.match((await refusal(s, await packed(at, ['process.json', 'secret']))).message, /SymbolicLink/);
  }),
);

t('J2: a wrong manifest is refused with field and reason; a missing one, no JSON, and no archive too', () =>
  withStage(async (s) => {
    const wrong = await refusal(s, await archiveOf({ ...manifestOf('bad'), command: 'node main.js' }));
    assert.equal([wrong.code, wrong.field], ['ValidationError', 'command']);
    assert.is((await refusal(s, await archiveOf({ ...manifestOf('bad'), version: 'one' }))).field, 'version');
    assert.match((await refusal(s, archive(entry('main.js', 'File', 'x')))).message, /no process\.json at its top/);
    assert.match((await refusal(s, archive(entry('p/process.json', 'File', '{}')))).message, /not the folder itself/);
    assert.match((await refusal(s, archive(entry('process.json', 'File', '{nonsense')))).message, /not JSON/);
    assert.match((await refusal(s, Buffer.from('no archive at all'))).message, /not a whole \.tgz/);
    const whole = await archiveOf(manifestOf('bad'), { 'main.js': 'x'.repeat(10_000) });
    assert.match((await refusal(s, whole.subarray(0, whole.length - 20))).message, /not a whole \.tgz/);
    assert.match((await refusal(s, gzipSync(whole))).message, /compressed twice/);
  }),
);

t('X8: a bomb is stopped while it unpacks; a package over the size limit while it arrives', () =>
  withStage(
    async (s) => {
      const bomb = archive(manifest(), entry('zeros', 'File', '0'.repeat(70 * 1024 * 1024)));
      assert.match((await refusal(s, bomb)).message, /200 times its own size/);
      const random = createHash('sha256').update('x').digest();
      const large = Buffer.concat(Array.from({ length: 20_000 }, () => random));
      const { code, status } = await refusal(s, large);
      assert.equal([code, status], ['TooLarge', 413]);
    },
    { limits: { packageBytes: 500_000 } },
  ),
);

t('publishing is a right of its own: nobody without a token, no session without our Origin', () =>
  withStage(async (s) => {
    const body = new Uint8Array(await archiveOf(manifestOf('bad')));
    const put = (headers: Record<string, string>) =>
      fetch(`${s.url}/api/v1/packages`, { method: 'PUT', headers, body });
    assert.is((await put({})).status, 401);
    assert.is((await put({ authorization: 'Bearer wrong' })).status, 401);
  }),
);

t('the check counts entries and unpacked bytes', () => {
  const check = new ArchiveCheck(10, { ...ARCHIVE_LIMITS, entries: 2, unpackedBytes: 100 });
  assert.is(check.entry({ path: 'a/', type: 'Directory', size: 0 }), undefined);
  assert.match(check.entry({ path: 'a/b', type: 'File', size: 101 })!, /more than 100 bytes/);
  assert.match(check.entry({ path: 'c', type: 'File', size: 1 })!, /more than 2 files/);
});

t.run();
