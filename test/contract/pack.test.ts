/** Packing (J2): the content alone decides the bytes, and what goes in is what an author expects. */
import { chmodSync, mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { list } from 'tar';
import * as assert from 'uvu/assert';
import { type Packed, pack } from '../../bin/pack.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('packing');

const MANIFEST = JSON.stringify({ name: 'p', version: '1.0.0', command: ['node', 'main.js'] });

function folderOf(files: Record<string, string>): string {
  const at = folder('package');
  for (const [name, text] of Object.entries({ 'process.json': MANIFEST, ...files })) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}
const packed = (from: string): Promise<Packed> => pack(from, { out: join(folder('out'), 'p.tgz') });

async function namesIn(from: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file: (await packed(from)).file, onReadEntry: (entry) => names.push(entry.path) });
  return names;
}
async function refused(work: Promise<unknown>): Promise<GantryError> {
  try {
    await work;
  } catch (error) {
    return error as GantryError;
  }
  throw new Error('was not refused');
}

t('J2: place, order, times, umask and owner-only modes change nothing; content, names and programs do', async () => {
  const files = {
    'main.js': '1',
    'lib/ä €.js': '2',
    'lib/b.js': '3',
    [`deep/${'n'.repeat(120)}/x`]: '4',
    'run.sh': '#!',
  };
  const one = folderOf(files);
  const two = folderOf(Object.fromEntries(Object.entries(files).reverse()));
  for (const at of [one, two]) chmodSync(join(at, 'run.sh'), 0o755);
  const { sha256, files: count } = await packed(one);
  assert.is(count, 6);
  utimesSync(join(two, 'main.js'), 1, 1);
  chmodSync(join(two, 'main.js'), 0o600);
  chmodSync(join(two, 'run.sh'), 0o700);
  chmodSync(join(two, 'lib'), 0o700);
  const before = process.umask(0o077);
  try {
    assert.is((await packed(two)).sha256, sha256);
  } finally {
    process.umask(before);
  }
  chmodSync(join(two, 'main.js'), 0o755);
  assert.is.not((await packed(two)).sha256, sha256, 'a program is something else than a text');
  renameSync(join(one, 'main.js'), join(one, 'other.js'));
  assert.is.not((await packed(one)).sha256, sha256);
});

t(
  'node_modules go in, as robots install nothing; npm’s links, version control and earlier archives do not',
  async () => {
    const at = folderOf({
      'node_modules/dep/index.js': '',
      'node_modules/dep/data.tgz': 'a file like any other',
      '.git/HEAD': '',
      'lib/.DS_Store': '',
      'p-0.9.0.tgz': 'packed before',
      'data.tgz': 'needed at run time',
      '.env': 'kept: a package is what its folder holds',
    });
    mkdirSync(join(at, 'node_modules/.bin'));
    symlinkSync('../dep/index.js', join(at, 'node_modules/.bin/dep'));
    assert.equal(await namesIn(at), [
      '.env',
      'data.tgz',
      'node_modules/dep/data.tgz',
      'node_modules/dep/index.js',
      'process.json',
    ]);
  },
);

t('an archive that is written into its own folder is not part of the next one', async () => {
  const at = folderOf({ 'main.js': '1' });
  const first = await pack(at, { out: join(at, 'any-name.tgz') });
  const second = await pack(at, { out: join(at, 'any-name.tgz') });
  assert.equal([second.files, second.sha256], [2, first.sha256]);
});

t('.gantryignore leaves out names at any depth, paths from the top, folders with all in them', async () => {
  const ignore = ['# comment', '', '*.log', 'test/', '/data', 'docs/draft', 'cache/**/*.tmp', 'a?.txt'].join('\n');
  const at = folderOf({
    '.gantryignore': ignore,
    'x.log': '',
    'lib/y.log': '',
    'lib/test/z.js': '',
    'data/rows.csv': '',
    'lib/data/rows.csv': '',
    'docs/draft/one.md': '',
    'docs/final.md': '',
    'cache/a/b/c.tmp': '',
    'cache/c.tmp': '',
    'cache/keep': '',
    'ab.txt': '',
    'abc.txt': '',
    'latest/z.js': '',
  });
  assert.equal(await namesIn(at), [
    'abc.txt',
    'cache/keep',
    'docs/final.md',
    'latest/z.js',
    'lib/data/rows.csv',
    'process.json',
  ]);
  writeFileSync(join(at, '.gantryignore'), '*\n');
  assert.equal(await namesIn(at), ['process.json'], 'a package is nothing without its manifest');
  writeFileSync(join(at, '.gantryignore'), '*.js\n!main.js\n');
  const error = await refused(packed(at));
  assert.equal([error.code, error.field], ['ValidationError', '.gantryignore']);
  assert.match(error.message, 'line 2');
});

t('X8: a link is refused by name, with the ways out; one that is ignored is not', async () => {
  const at = folderOf({ 'main.js': '' });
  symlinkSync('/etc/passwd', join(at, 'secret'));
  const error = await refused(packed(at));
  assert.equal([error.code, error.field], ['ValidationError', 'secret']);
  assert.match(error.message, /regular files only.*\.gantryignore/);
  writeFileSync(join(at, '.gantryignore'), 'secret\n');
  assert.equal(await namesIn(at), ['main.js', 'process.json']);
});

t('progress counts every byte that goes in', async () => {
  const at = folderOf({ 'main.js': 'x'.repeat(300_000), 'b.js': 'y'.repeat(5_000) });
  const seen: [number, number][] = [];
  await pack(at, { out: join(folder('out'), 'p.tgz'), onProgress: (done, total) => seen.push([done, total]) });
  assert.equal(seen.at(-1), [305_000 + MANIFEST.length, 305_000 + MANIFEST.length]);
});

t.run();
