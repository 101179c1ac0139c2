/** Live view at the robot (E13): while a run is watched, the newest picture of its screen goes to the coordinator. */
import type { Agent } from 'node:http';
import type { NoPicture } from '../protocol/fields.ts';
import type { Capture } from './capture/index.ts';
import { steadyMs } from './clock.ts';
import { keptOpen, refusal, request } from './spool/request.ts';
import { logOwn } from './supervisor/log.ts';

/** A picture like the one before is sent again only after so many ms: it says that nothing moves, not that nobody looks. */
const SAME_AGAIN_MS = 5_000;

export interface LiveViewOptions {
  url: string;
  token: string;
  ca?: string | undefined;
  run: string;
  epoch: number;
  call: (verb: string, params: unknown) => Promise<unknown>;
}

type News = { jpeg: Buffer } | { why: NoPicture; says: string };

/** From the word that somebody watches to the word that nobody does. */
interface Watch {
  readonly left: AbortController;
  /** What is told next. A newer one takes its place: pictures never stand in a line (P11). */
  news: News | undefined;
  telling: boolean;
  connection: Agent | undefined;
  /** The last one did not arrive: said once. */
  troubled: boolean;
  sent: Buffer | undefined;
  sentMs: number;
}

export class LiveView {
  readonly #options: LiveViewOptions;
  #screen: Capture | 'none' | undefined;
  #watch: Watch | undefined;
  #over = false;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** The run's screen is prepared; `none`: its package needs none. */
  use(screen: Capture | 'none'): void {
    this.#screen = screen;
    if (this.#watch) this.#look(this.#watch);
  }

  /** Does somebody watch? Twice the same is fine. */
  watched(on: boolean): void {
    if (on && !this.#watch) {
      this.#watch = {
        left: new AbortController(),
        news: undefined,
        telling: false,
        connection: undefined,
        troubled: false,
        sent: undefined,
        sentMs: 0,
      };
      this.#look(this.#watch);
    }
    if (!on) this.#leave();
  }

  /** The screen is about to close. Resolves when nothing is grabbed any more; who still watches is told. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#capture?.show(undefined);
    if (this.#watch) this.#news(this.#watch, { why: 'ending', says: '' });
  }

  get #capture(): Capture | undefined {
    return this.#screen === 'none' ? undefined : this.#screen;
  }

  #look(watch: Watch): void {
    const none = (why: NoPicture, says = '') => this.#news(watch, { why, says });
    if (this.#over) none('ending');
    else if (this.#screen === 'none') none('no-screen');
    else if (!this.#screen) none('starting');
    else void this.#screen.show({ picture: (jpeg) => this.#news(watch, { jpeg }), none });
  }

  #leave(): void {
    const watch = this.#watch;
    if (!watch) return;
    this.#watch = undefined;
    watch.left.abort();
    watch.connection?.destroy();
    void this.#capture?.show(undefined);
  }

  #news(watch: Watch, news: News): void {
    if (watch !== this.#watch) return;
    watch.news = news;
    if (!watch.telling) void this.#tell(watch);
  }

  /** One at a time: a slow way to the coordinator makes pictures fewer, not later. What fails is not tried again. */
  async #tell(watch: Watch): Promise<void> {
    watch.telling = true;
    for (let news = watch.news; news && !watch.left.signal.aborted; news = watch.news) {
      watch.news = undefined;
      try {
        if ('jpeg' in news) await this.#send(watch, news.jpeg);
        else await this.#say(watch, news);
        watch.troubled = false;
      } catch (error) {
        if (watch.left.signal.aborted) break;
        if (!watch.troubled) logOwn('warn', { error }, 'live pictures do not arrive');
        watch.troubled = true;
      }
    }
    watch.telling = false;
  }

  async #say(watch: Watch, { why, says }: { why: NoPicture; says: string }): Promise<void> {
    const { run, epoch, call } = this.#options;
    watch.sent = undefined;
    await call('run.noPicture', { run, epoch, why, says: says.slice(0, 500) });
  }

  async #send(watch: Watch, jpeg: Buffer): Promise<void> {
    if (watch.sent?.equals(jpeg) && steadyMs() - watch.sentMs < SAME_AGAIN_MS) return;
    const { url, token, ca, run } = this.#options;
    watch.connection ??= await keptOpen(url);
    const answer = await request({
      method: 'PUT',
      url: `${url}/api/v1/runs/${run}/picture`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/jpeg', 'content-length': `${jpeg.length}` },
      body: jpeg,
      ca,
      connection: watch.connection,
      signal: watch.left.signal,
    });
    if (answer.status !== 200) throw refusal(answer, 'send a live picture');
    watch.sent = jpeg;
    watch.sentMs = steadyMs();
    const { watched } = JSON.parse(answer.text) as { watched: boolean };
    if (!watched && watch === this.#watch) this.#leave();
  }
}
