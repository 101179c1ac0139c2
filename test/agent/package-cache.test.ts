import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, Header } from 'tar';
import * as assert from 'uvu/assert';
import { PackageCache } from '../../agent/package-cache.ts';
import { identityOf } from '../../agent/process-identity.ts';
import { unpack } from '../../agent/supervisor/unpack.ts';
import { ARCHIVE_LIMITS } from '../../protocol/archive-limits.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('package cache and unpacking (J4, X8)');

let server: Server;
let blobs: Map<string, Buffer>;
let fetched: string[];

t.before.each(async () => {
  blobs = new Map();
  fetched = [];
  server = createServer((request, response) => {
    const sha256 = request.url!.split('/').at(-1)!;
    fetched.push(sha256);
    const blob = blobs.get(sha256);
    response.writeHead(blob ? 200 : 404);
    response.end(blob);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
t.after.each(() => new Promise<void>((resolve) => server.close(() => resolve())));

const source = () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' });
const me = () => identityOf(process.pid);
const refused = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as GantryError,
  );

function publish(content: string): { sha256: string; bytes: number } {
  const blob = Buffer.from(content);
  const sha256 = createHash('sha256').update(blob).digest('hex');
  blobs.set(sha256, blob);
  return { sha256, bytes: blob.length };
}

t('fetches once, and again only when the cached file is no longer what its name says', async () => {
  const cache = new PackageCache(folder('cache'), 1_000);
  const wanted = publish('archive content');
  const path = await cache.get(wanted, source(), me());
  assert.is(readFileSync(path, 'utf8'), 'archive content');
  await cache.get(wanted, source(), me());
  assert.is(fetched.length, 1);
  writeFileSync(path, 'tampered with');
  await cache.get(wanted, source(), me());
  assert.is(fetched.length, 2);
  assert.is(readFileSync(path, 'utf8'), 'archive content');
});

t('content that is not what was ordered is refused and leaves nothing behind', async () => {
  const path = folder('cache');
  const wanted = publish('right');
  blobs.set(wanted.sha256, Buffer.from('wrong'));
  assert.is((await refused(new PackageCache(path, 1_000).get(wanted, source(), me())))?.code, 'ValidationError');
  blobs.set(wanted.sha256, Buffer.from('much longer than announced'));
  assert.is((await refused(new PackageCache(path, 1_000).get(wanted, source(), me())))?.code, 'ValidationError');
  assert.equal(
    readdirSync(path).filter((n) => !n.includes('used-by')),
    [],
  );
});

t('drops the least recently used over the limit, but never one in use', async () => {
  const path = folder('cache');
  const cache = new PackageCache(path, 25);
  const [a, b, c] = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].map(publish) as [
    { sha256: string; bytes: number },
    { sha256: string; bytes: number },
    { sha256: string; bytes: number },
  ];
  const has = (w: { sha256: string }) => existsSync(cache.pathOf(w.sha256));
  await cache.get(a, source(), me());
  await cache.get(b, source(), me());
  utimesSync(cache.pathOf(a.sha256), 1, 1);
  utimesSync(cache.pathOf(b.sha256), 2, 2);
  await cache.release(b.sha256, process.pid);
  await cache.get(c, source(), me());
  assert.equal([has(a), has(b), has(c)], [true, false, true], 'a is older, but in use');
});

t('what is used again stays before what was used since, and what a killed process left goes', async () => {
  const path = folder('cache');
  const cache = new PackageCache(path, 25);
  const [a, b, c] = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].map(publish);
  const get = async (wanted: typeof a) => {
    await cache.get(wanted!, source(), me());
    await cache.release(wanted!.sha256, process.pid);
  };
  const has = (w: typeof a) => existsSync(cache.pathOf(w!.sha256));
  await get(a);
  await get(b);
  utimesSync(cache.pathOf(a!.sha256), 1, 1);
  utimesSync(cache.pathOf(b!.sha256), 2, 2);
  await get(a);
  const left = `${cache.pathOf(b!.sha256)}.999999999.part`;
  const holder = join(path, `${b!.sha256}.used-by-999999999`);
  writeFileSync(left, 'half of it');
  writeFileSync(holder, JSON.stringify({ ...me(), pid: 999_999_999 }));
  await get(c);
  assert.equal([has(a), has(b), has(c)], [true, false, true], 'b was fetched later, but a was used since');
  assert.equal([existsSync(left), existsSync(holder)], [false, false]);
  assert.is(fetched.length, 3);
});

/** An archive of raw entries, as an attacker would write it. */
function archive(entries: { path: string; type?: string; linkpath?: string; content?: string }[]): string {
  const blocks = entries.flatMap(({ path, type = 'File', linkpath, content = '' }) => {
    const header = new Header({
      path,
      type: type as 'File',
      linkpath,
      size: content.length,
      mode: 0o755,
      mtime: new Date(0),
    });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [block, body];
  });
  const file = join(folder('archive'), 'a.tgz');
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])));
  return file;
}

const attacks: [string, Parameters<typeof archive>[0]][] = [
  ['a path out of the package', [{ path: '../evil.txt', content: 'x' }]],
  ['a path that turns out of it', [{ path: 'a/../../evil.txt', content: 'x' }]],
  ['an absolute path', [{ path: '/tmp/gantry-evil.txt', content: 'x' }]],
  ['a symbolic link', [{ path: 'link', type: 'SymbolicLink', linkpath: '/etc/passwd' }]],
  [
    'a hard link',
    [
      { path: 'a', content: 'x' },
      { path: 'b', type: 'Link', linkpath: 'a' },
    ],
  ],
  ['a device', [{ path: 'dev', type: 'CharacterDevice' }]],
  [
    'names that differ in case only',
    [
      { path: 'Main.js', content: 'a' },
      { path: 'main.js', content: 'b' },
    ],
  ],
  ['a backslash', [{ path: 'a\\..\\evil', content: 'x' }]],
];
for (const [name, entries] of attacks) {
  t(`X8: refuses ${name}, and unpacks nothing`, async () => {
    const to = join(folder('work'), 'work');
    const error = await refused(unpack(archive([{ path: 'good.txt', content: 'g' }, ...entries]), to));
    assert.is(error?.code, 'ValidationError');
    assert.not.ok(existsSync(to));
    assert.not.ok(existsSync(`${to}.part`));
    assert.not.ok(existsSync(join(to, '..', 'evil.txt')));
  });
}

t('X8: refuses too many entries and too much content, counted while unpacking', async () => {
  const to = join(folder('work'), 'work');
  const many = archive(Array.from({ length: 30 }, (_, i) => ({ path: `f${i}`, content: 'x' })));
  assert.match((await refused(unpack(many, to, { ...ARCHIVE_LIMITS, entries: 20 })))!.message, /20/);
  const bomb = archive([{ path: 'zeros', content: '0'.repeat(2_000_000) }]);
  const tight = { ...ARCHIVE_LIMITS, ratioFreeBytes: 1_000, ratio: 10 };
  assert.match((await refused(unpack(bomb, to, tight)))!.message, /10 times/);
  assert.not.ok(existsSync(to));
});

t('unpacks files and folders with their programs executable', async () => {
  const from = folder('package');
  mkdirSync(join(from, 'lib'));
  writeFileSync(join(from, 'lib', 'a.js'), 'a', { mode: 0o644 });
  writeFileSync(join(from, 'run.sh'), '#!/bin/sh', { mode: 0o775 });
  const file = join(folder('archive'), 'a.tgz');
  await create({ gzip: true, cwd: from, file, portable: true }, ['.']);
  const to = join(folder('work'), 'work');
  await unpack(file, to);
  assert.is(readFileSync(join(to, 'lib', 'a.js'), 'utf8'), 'a');
  assert.is(statSync(join(to, 'run.sh')).mode & 0o777, 0o755);
});

t('a truncated archive is refused', async () => {
  const whole = readFileSync(archive([{ path: 'a', content: 'x'.repeat(5_000) }]));
  const file = join(folder('archive'), 'torn.tgz');
  writeFileSync(file, whole.subarray(0, whole.length - 20));
  assert.is((await refused(unpack(file, join(folder('work'), 'work'))))?.code, 'ValidationError');
});

t.run();
