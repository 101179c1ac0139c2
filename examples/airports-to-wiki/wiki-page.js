/** TiddlyWiki's web page in the hands of a robot: finds what a person would click, types what a person would type. */
import { setTimeout as pause } from 'node:timers/promises';
import { folder, readNote } from './wiki-notes.js';

/** TiddlyWiki names its buttons by a class, the same in every language. */
const button = (name) => `button[class~="tc-btn-%24%3A%2Fcore%2Fui%2FButtons%2F${name}"]`;

const NEW = `.tc-page-controls ${button('new-tiddler')}`;
const EDITOR = '.tc-tiddler-edit-frame';
const TITLE = `${EDITOR} input.tc-titlebar`;
const TEXT_FRAME = `${EDITOR} iframe.tc-edit-texteditor-body`;
const TAG = `${EDITOR} .tc-edit-add-tag input`;
const CONFIRM = `${EDITOR} ${button('save')}`;
const ALL_SAVED = 'body:not(.tc-dirty)';

/** ms for the page to react to what was done, and for the wiki to have saved a note on its server. */
const REACTION_MS = 10_000;
const SAVE_MS = 30_000;
const LOOK_AGAIN_MS = 150;
const LOAD_MS = 30_000;
/** How often it is done until the page shows the sign. */
const TRIES = 3;

export class WikiPage {
  #page;
  #wiki;

  constructor(page, wiki) {
    this.#page = page;
    this.#wiki = wiki;
  }

  static async open(browser, wiki) {
    const [first] = await browser.pages();
    const page = first ?? (await browser.newPage());
    page.setDefaultTimeout(LOAD_MS);
    page.on('dialog', (dialog) => dialog.accept()); // "leave with unsaved changes?": only after a note that failed
    const opened = new WikiPage(page, wiki);
    await opened.#load();
    return opened;
  }

  /** Click "new", type title, text and tags, confirm. */
  async enter({ title, text, tags }) {
    const page = this.#page;
    if (await page.$(EDITOR)) await this.#load(); // what a failed note left open is thrown away
    await this.#clickUntil(NEW, EDITOR);
    await this.#typeTitle(title);
    await this.#typeText(text);
    for (const tag of tags) await this.#typeTag(tag);
    await this.#clickUntil(CONFIRM, shown(title));
  }

  /** The page saves in the background: waits until the server gives the same note back. */
  async untilSaved(note) {
    const end = performance.now() + SAVE_MS;
    for (;;) {
      const saved = await readNote(this.#wiki, note.title);
      if (saved?.equals(note)) break;
      if (performance.now() > end) {
        const has = saved ? JSON.stringify(saved) : 'nothing';
        throw new Error(`"${note.title}" was not saved within ${SAVE_MS / 1000} s; the server has ${has}`);
      }
      await pause(LOOK_AGAIN_MS);
    }
    await this.#page.waitForSelector(ALL_SAVED); // and until the page knows it, too
  }

  /** Closes a note, so that the page stays short. */
  async close({ title }) {
    await this.#clickUntil(`${shown(title)} ${button('close')}`, shown(title), { hidden: true });
  }

  async #clickUntil(selector, sign, state) {
    const click = async () => {
      await this.#page.waitForFunction(standsStill, { polling: 'raf' }, selector);
      await this.#page.click(selector);
    };
    return this.#until(sign, click, state);
  }

  /** A page that moves under the pointer can miss a click or what is typed after it: a person looks and does it again. */
  async #until(sign, act, state = {}) {
    for (let left = TRIES; ; left--) {
      await act();
      try {
        return await this.#page.waitForSelector(sign, { ...state, timeout: REACTION_MS });
      } catch (error) {
        if (left <= 1) throw error;
      }
    }
  }

  async #load() {
    await this.#page.goto(folder(this.#wiki), { waitUntil: 'load' });
    await this.#page.waitForSelector(NEW);
    await this.#page.waitForFunction('globalThis.$tw?.syncer'); // a wiki without a server behind it has none
    await this.#page.evaluate(keepToItself);
  }

  async #typeTitle(title) {
    const input = await this.#page.waitForSelector(TITLE);
    await input.click({ count: 3 }); // the name that the wiki proposes is selected and typed over
    await input.type(title);
    await expectValue(input, title);
  }

  async #typeText(text) {
    const frame = await (await this.#page.waitForSelector(TEXT_FRAME)).contentFrame();
    const area = await frame.waitForSelector('textarea');
    await area.click();
    await area.type(text);
    await expectValue(area, text);
  }

  async #typeTag(tag) {
    await this.#until(`${EDITOR} .tc-edit-tags [data-tag-title=${JSON.stringify(tag)}]`, async () => {
      const input = await this.#page.waitForSelector(TAG);
      await input.click({ count: 3 });
      await input.type(tag);
      await input.press('Enter');
    });
  }
}

const shown = (title) => `.tc-tiddler-frame:not(.tc-tiddler-edit-frame)[data-tiddler-title=${JSON.stringify(title)}]`;

/** A page that redraws while one types can swallow a key: better to fail here than to save half a word. */
async function expectValue(field, wanted) {
  const typed = await field.evaluate((element) => element.value);
  if (typed !== wanted) throw new Error(`typed ${JSON.stringify(wanted)}, but the page has ${JSON.stringify(typed)}`);
}

/**
 * Runs in the page at each frame: the wiki slides its notes in and out; a click is for what stands still and on
 * top.
 */
function standsStill(selector) {
  const target = document.querySelector(selector);
  if (!target) return false;
  target.scrollIntoView({ block: 'center' }); // at an edge the wiki's own bar lies over it
  const { x, y, width, height } = target.getBoundingClientRect();
  const place = `${x} ${y}`;
  const frames = target.robotSaw === place ? (target.robotFrames ?? 0) + 1 : 0;
  Object.assign(target, { robotSaw: place, robotFrames: frames });
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return frames >= 6 && (hit === target || target.contains(hit));
}

/**
 * Runs in the page. Several robots work in one wiki: drafts and the list of open notes stay in this browser, and what
 * others do does not redraw the page in the middle of a word.
 */
function keepToItself() {
  const { syncer, wiki } = globalThis.$tw;
  const synced = wiki.getTiddlerText('$:/config/SyncFilter');
  syncer.filterFn = wiki.compileFilter(`${synced} -[has[draft.of]] -[[$:/StoryList]]`);
  syncer.pollTimerInterval = 24 * 3_600_000;
}
