/** Puts the active page of a browser that has no window on the run's screen, so that its video shows the work (S8). */
import type { Browser, CDPSession, Page, Target } from 'puppeteer';
import { PictureWindow } from './picture-window.ts';

export interface MirrorOptions {
  ffplay: string;
  /** Environment of the window's program: it names the screen. */
  env: NodeJS.ProcessEnv;
  size: { width: number; height: number };
  warn: (text: string) => void;
}

/** Of JPEG: letters stay sharp. */
const QUALITY = 85;
/** ms between two looks whether the picture rests; the window gets a picture at least every second look. */
const LOOK_MS = 100;
/** Frames that Chromium sends before it waits for an acknowledgement: what it draws then, it never shows. */
const UNACKNOWLEDGED = 3;
/** ms after a private span before its page is looked at again: what it drew has left the compositor by then. */
const AFTER_PRIVATE_MS = 300;

export class BrowserMirror {
  readonly #window: PictureWindow;
  readonly #options: MirrorOptions;
  /** Oldest first; the last one is shown, as a person would see it. */
  readonly #pages = new Set<Page>();
  readonly #looks: NodeJS.Timeout;
  #cast: CDPSession | undefined;
  /** Frames since the picture last rested. */
  #burst = 0;
  #moved = false;
  #hidden = false;
  /** Private spans so far: only the end of the last one shows the page again. */
  #spans = 0;
  #closed = false;
  /** One change of the screencast at a time. */
  #turn: Promise<void> = Promise.resolve();

  /** Follows the browser to its end; never keeps the process alive, never rejects. */
  constructor(browser: Browser, options: MirrorOptions) {
    this.#options = options;
    this.#window = new PictureWindow(options);
    this.#looks = setInterval(() => this.#look(), LOOK_MS).unref();
    browser.on('targetcreated', (target) => this.#inTurn(() => this.#opened(target)));
    browser.once('disconnected', () => this.#close());
    for (const target of browser.targets()) this.#inTurn(() => this.#opened(target));
  }

  /** In a private span the picture stands still; afterwards no frame of the span is left to be shown. */
  hide(on: boolean): void {
    if (on) {
      this.#spans++;
      this.#hidden = true;
      return;
    }
    const span = this.#spans;
    const unhide = () => {
      if (span === this.#spans) this.#hidden = false;
    };
    setTimeout(() => this.#inTurn(() => this.#restart(unhide)), AFTER_PRIVATE_MS).unref();
  }

  async #opened(target: Target): Promise<void> {
    if (target.type() !== 'page') return;
    const page = await target.page();
    if (!page || this.#pages.has(page)) return;
    page.once('close', () => this.#inTurn(() => this.#left(page)));
    const toFront = page.bringToFront.bind(page); // the only way to tell: Chromium has no event for it
    page.bringToFront = async () => {
      await toFront();
      this.#inTurn(() => this.#show(page));
    };
    await this.#show(page);
  }

  async #left(page: Page): Promise<void> {
    const shown = [...this.#pages].at(-1) === page;
    this.#pages.delete(page);
    const before = [...this.#pages].at(-1);
    if (shown && before) await this.#show(before);
  }

  async #show(page: Page): Promise<void> {
    if (page.isClosed()) return;
    this.#pages.delete(page);
    this.#pages.add(page);
    const last = this.#cast;
    this.#cast = undefined;
    await last?.detach().catch(() => {}); // its page was closed: it is detached
    const cast = await page.createCDPSession();
    cast.on('Page.screencastFrame', ({ data, sessionId }) => {
      cast.send('Page.screencastFrameAck', { sessionId }).catch(() => {}); // closed meanwhile: nobody waits for it
      if (cast === this.#cast) this.#picture(data);
    });
    this.#cast = cast;
    await this.#start();
  }

  async #start(): Promise<void> {
    const { width: maxWidth, height: maxHeight } = this.#options.size;
    await this.#cast?.send('Page.startScreencast', { format: 'jpeg', quality: QUALITY, maxWidth, maxHeight });
  }

  /** Every frame from before has come when the stop is answered; the start brings a fresh one. */
  async #restart(between: () => void = () => {}): Promise<void> {
    try {
      await this.#cast?.send('Page.stopScreencast');
    } finally {
      between();
    }
    await this.#start();
  }

  #picture(data: string): void {
    this.#moved = true;
    this.#burst++;
    if (!this.#hidden) this.#window.show(Buffer.from(data, 'base64'));
  }

  /** A busy script acknowledges late, and the last frames of a movement were lost: asked for again when it rests. */
  #look(): void {
    this.#window.repeat();
    if (!this.#moved) {
      if (this.#burst >= UNACKNOWLEDGED && !this.#hidden) this.#inTurn(() => this.#restart());
      this.#burst = 0;
    }
    this.#moved = false;
  }

  /** A page or browser that closes in the middle is no trouble: the next one is followed, or the mirror ends. */
  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn
      .then(() => (this.#closed ? undefined : work()))
      .catch((error: Error) => {
        if (this.#closed || /closed|detached|Target/i.test(error.message)) return;
        this.#options.warn(`a page of the headless browser is not on the screen: ${error.message}`);
      });
  }

  #close(): void {
    this.#closed = true;
    clearInterval(this.#looks);
    this.#window.close();
  }
}
