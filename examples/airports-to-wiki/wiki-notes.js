/** What the wiki's server has on its disk: to read a note back, as no web page can pretend. */

/** The note with this title, or undefined. */
export async function readNote(wiki, title) {
  const response = await fetch(new URL(`recipes/default/tiddlers/${encodeURIComponent(title)}`, folder(wiki)));
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`reading "${title}" from ${wiki}: HTTP ${response.status}`);
  const found = await response.json();
  const note = { title: found.title, text: found.text ?? '', tags: tagsOf(found.tags ?? '') };
  return { ...note, equals: (other) => same(note, other) };
}

/** An address of a folder ends in a slash: what is resolved against it is inside. */
export const folder = (wiki) => (wiki.endsWith('/') ? wiki : `${wiki}/`);

const same = (a, b) => a.title === b.title && a.text === b.text && sorted(a.tags) === sorted(b.tags);
const sorted = (tags) => JSON.stringify([...tags].sort());

/** TiddlyWiki writes tags as `one [[two words]]`. */
const tagsOf = (text) => [...text.matchAll(/\[\[(.+?)\]\]|(\S+)/g)].map(([, long, short]) => long ?? short);
