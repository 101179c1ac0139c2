import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { parseManifest, resolveParams } from '../../protocol/manifest.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { packageFolder, ScriptProcess } from './support/script-process.ts';
import { withScripts } from './support/script-run.ts';

const t = suite('the examples');
const EXAMPLES = join(import.meta.dirname, '../../examples');
const BROWSER = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

const manifestOf = (name: string) =>
  parseManifest(JSON.parse(readFileSync(join(EXAMPLES, name, 'process.json'), 'utf8')));

function unpacked(name: string): string {
  const at = packageFolder({});
  cpSync(join(EXAMPLES, name), at, { recursive: true });
  return at;
}

/** The environment that an agent gives for these parameters. */
function environment(name: string, given: Record<string, string | number | boolean>): Record<string, string> {
  const params = resolveParams(manifestOf(name), given);
  const each = Object.entries(params).map(([key, value]) => [`GANTRY_PARAM_${key.toUpperCase()}`, String(value)]);
  return { ...Object.fromEntries(each), GANTRY_PARAMS: JSON.stringify(params) };
}

t('J1: every example has a right manifest', () => {
  for (const name of readdirSync(EXAMPLES)) assert.is(manifestOf(name).name, name);
});

t('hello greets, says nothing on stderr, and hands the greeting back', async () => {
  const script = new ScriptProcess();
  const ended = await script.runIn(unpacked('hello'), ['main.js'], environment('hello', { name: 'Ada' }));
  assert.equal([ended.code, ended.stderr], [0, '']);
  assert.equal(script.told.find((e) => e.do === 'output')!.value, { greeting: 'Hello, Ada!' });
});

function shell(given: Record<string, string | number | boolean>) {
  const at = unpacked('shell');
  const output = join(at, 'output.json');
  const env = { ...environment('shell', given), PATH: process.env.PATH ?? '', GANTRY_OUTPUT: output };
  const child = spawn('sh', ['run.sh'], { cwd: at, env });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  return new Promise<{ code: number | null; out: string; output: unknown }>((resolve) =>
    child.on('close', (code) =>
      resolve({ code, out, output: existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : undefined }),
    ),
  );
}

t('S16: the shell package has parameters, lines and an output', async () => {
  const { code, out, output } = await shell({ name: 'Ada "the first" \\', count: 2 });
  assert.equal([code, output], [0, { greeted: 'Ada "the first" \\', times: 2 }]);
  assert.is(out, 'Hello, Ada "the first" \\! (1 of 2)\nHello, Ada "the first" \\! (2 of 2)\n');
});

t('S16: the shell package fails when asked to', async () => {
  assert.equal(await shell({ fail: true, count: 0 }), { code: 3, out: '', output: undefined });
});

if (!BROWSER) {
  t.skip('airports become notes of a real wiki', 'no browser here: apt install chromium');
} else {
  t.within(180_000, 'airports become notes of a real wiki, once each; what no airport can be is refused', () =>
    withWiki((wiki) =>
      withScripts(async (s) => {
        const rows = [
          {
            iata: 'COE',
            name: "Coeur D'Alene Air Terminal",
            city: "Coeur d'Alene",
            state: 'ID',
            country: 'USA',
            latitude: 47.77,
            longitude: -116.82,
          },
          {
            iata: 'ROP',
            name: 'Prachinburi',
            city: 'NA',
            state: 'NA',
            country: 'Federated States of Micronesia',
            latitude: 14.08,
            longitude: 101.38,
          },
          { iata: 'XXX', name: 'Nowhere', city: 'N', state: 'N', country: 'USA', latitude: 'n/a', longitude: 0 },
        ];
        await s.api('resource.addMany', { queue: 'q', items: rows.map((value) => ({ value })) });
        const first = await enter(wiki, s.url, (await s.script()).token);
        assert.equal(first, { entered: 2, verified: 0, refused: 1 });
        const notes = await notesOf(wiki);
        assert.equal(notes.map((n) => n.title).sort(), ["COE Coeur D'Alene Air Terminal", 'ROP Prachinburi']);
        assert.is(notes.find((n) => n.title.startsWith('ROP'))!.tags, 'airport [[Federated States of Micronesia]]');
        assert.equal((await s.api('queue.show', { queue: 'q' })).counts, {
          new: 0,
          in_progress: 0,
          processed: 2,
          error: 1,
        });
        // As after a kill between saving and marking: the same row again is compared, not typed.
        await s.api('resource.add', { queue: 'q', value: rows[0]! });
        assert.equal(await enter(wiki, s.url, (await s.script()).token), { entered: 0, verified: 1, refused: 0 });
        assert.is((await notesOf(wiki)).length, 2);
      }),
    ),
  );
}

async function enter(wiki: string, url: string, token: string): Promise<unknown> {
  const script = new ScriptProcess();
  const ended = await script.runIn(unpacked('airports-to-wiki'), ['main.js'], {
    ...environment('airports-to-wiki', { wiki, queue: 'q' }),
    GANTRY_URL: url,
    GANTRY_RUN_TOKEN: token,
    GANTRY_BROWSER: BROWSER!,
    GANTRY_PROFILE: folder('profiles'),
    HOME: folder('home'),
  });
  assert.equal([ended.code, ended.stderr], [0, '']);
  const failed = script.told.filter((e) => e.level === 'error');
  assert.equal(failed, [], 'no item of it failed');
  return script.told.find((e) => e.do === 'output')!.value;
}

/** All notes but the wiki's own; drafts count, because none may be left. */
async function notesOf(wiki: string): Promise<{ title: string; tags: string }[]> {
  const response = await fetch(`${wiki}/recipes/default/tiddlers.json`);
  const all = (await response.json()) as { title: string; tags: string }[];
  return all.filter((note) => !note.title.startsWith('$:/'));
}

/** TiddlyWiki's own server, on a free port; it says which. */
async function withWiki(body: (wiki: string) => Promise<void>): Promise<void> {
  const tiddlywiki = createRequire(import.meta.url).resolve('tiddlywiki/tiddlywiki.js');
  const at = join(folder('wiki'), 'wiki');
  assert.is(spawnSync(process.execPath, [tiddlywiki, at, '--init', 'server']).status, 0);
  const argv = [tiddlywiki, at, '--listen', 'port=0', 'host=127.0.0.1'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    const address = () => /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    const wiki = await until('the wiki says where it listens', address, 60_000);
    await body(wiki);
  } finally {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

t.run();
