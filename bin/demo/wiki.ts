/** The demo's real application: a TiddlyWiki server that nobody here wrote, and what its notes say afterwards. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { GantryError } from '../../protocol/errors.ts';
import { packageFolder } from './airports.ts';
import type { Children } from './children.ts';

const START_LIMIT_MS = 30_000;

export interface WikiNote {
  title: string;
  text: string;
  tags: string;
}

/** Starts a wiki with an empty folder on a free loopback port; returns its address. */
export async function startWiki(children: Children, folder: string): Promise<string> {
  const wiki = join(folder, 'wiki');
  mkdirSync(wiki, { recursive: true });
  const info = {
    description: 'Airports, entered by robots',
    plugins: ['tiddlywiki/tiddlyweb', 'tiddlywiki/filesystem'],
    themes: ['tiddlywiki/vanilla', 'tiddlywiki/snowwhite'],
  };
  writeFileSync(join(wiki, 'tiddlywiki.info'), JSON.stringify(info));
  const port = await freePort();
  const child = children.start('tiddlywiki', [
    join(packageFolder('tiddlywiki'), 'tiddlywiki.js'),
    wiki,
    '--listen',
    `port=${port}`,
    'host=127.0.0.1',
  ]);
  await children.awaitOutput(child, /Serving on/, START_LIMIT_MS);
  return `http://127.0.0.1:${port}`;
}

/** Every note that carries `tag`, from the wiki's own server: not from the robot's word. */
export async function wikiNotes(url: string, tag: string): Promise<WikiNote[]> {
  const response = await fetch(`${url}/recipes/default/tiddlers.json`);
  if (!response.ok) throw new GantryError('Internal', `the wiki at ${url} answered ${response.status}`);
  const titles = (await response.json()) as { title: string; tags?: string }[];
  const mine = titles.filter((t) => (t.tags ?? '').includes(tag));
  return Promise.all(mine.map((t) => readNote(url, t.title)));
}

async function readNote(url: string, title: string): Promise<WikiNote> {
  const response = await fetch(`${url}/recipes/default/tiddlers/${encodeURIComponent(title)}`);
  const { text, tags } = (await response.json()) as { text?: string; tags?: string };
  return { title, text: text ?? '', tags: tags ?? '' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
