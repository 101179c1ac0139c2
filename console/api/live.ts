/** The live socket: which topics are on screen, what changed, and whether we are connected. Knows no React. */
import { reconnectDelay, STABLE_AFTER_MS } from '../../protocol/backoff.ts';
import { Client } from '../../protocol/client.ts';
import type { Notice } from '../../protocol/frame.ts';
import type { Notices } from '../../protocol/notices.ts';
import { dice, now } from '../environment.ts';

export type Connection = 'connecting' | 'open' | 'lost';
type LinesHandler = (lines: Notices['lines']['lines']) => void;
type PictureHandler = (told: Notices['picture']) => void;

export interface LiveEvents {
  /** These topics changed; `all` after a reconnect or when the coordinator dropped something. */
  changed(topics: string[] | 'all'): void;
}

/** Topics a browser may watch at once (contract); beyond it the oldest stay and the newest are fetched by hand. */
const MAX_TOPICS = 50;

/** ms that a run's new lines are gathered: a page drawn anew for each of a hundred lines a second falls behind. */
const LINES_MS = 100;

export class Live {
  readonly #topics = new Map<string, number>();
  readonly #lines = new Map<string, Set<LinesHandler>>();
  /** New lines by run that no handler has yet. */
  #fresh = new Map<string, Notices['lines']['lines']>();
  readonly #pictures = new Map<string, Set<PictureHandler>>();
  readonly #watchers = new Set<() => void>();
  readonly #events: LiveEvents;
  #socket: WebSocket | undefined;
  #client: Client | undefined;
  #state: Connection = 'connecting';
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #scheduled = false;
  #running = false;

  constructor(events: LiveEvents) {
    this.#events = events;
  }

  get state(): Connection {
    return this.#state;
  }

  onState(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    this.#client = undefined;
  }

  /** Try at once: the user pressed the button, or the browser says that it is online again. */
  retryNow(): void {
    if (!this.#running || this.#socket) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  /** Says that a topic is on screen, until the returned function is called. */
  watch(topics: readonly string[]): () => void {
    for (const topic of topics) this.#topics.set(topic, (this.#topics.get(topic) ?? 0) + 1);
    this.#announce();
    return () => {
      for (const topic of topics) {
        const left = (this.#topics.get(topic) ?? 1) - 1;
        if (left > 0) this.#topics.set(topic, left);
        else this.#topics.delete(topic);
      }
      this.#announce();
    };
  }

  /** New log lines of a run go to `handler`; the run's topic must be watched. */
  onLines(run: string, handler: LinesHandler): () => void {
    return added(this.#lines, run, handler);
  }

  /** News of a run's live picture go to `handler`; meanwhile the robot takes pictures (E13). */
  onPicture(run: string, handler: PictureHandler): () => void {
    const remove = added(this.#pictures, run, handler);
    const leave = this.watch([`picture:${run}`]);
    return () => {
      remove();
      leave();
    };
  }

  #connect(): void {
    const url = new URL('/ws/live', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    const client = new Client({ onNotice: (notice) => this.#notice(notice) });
    let openedAt = 0;
    this.#socket = socket;
    socket.onopen = () => {
      openedAt = now();
      this.#client = client;
      client.opened({ send: (frame) => socket.send(frame) });
      this.#announce();
      if (this.#state === 'lost') this.#events.changed('all');
      this.#become('open');
    };
    socket.onmessage = (event) => {
      if (!client.receive(String(event.data))) socket.close(4400, 'not a frame of ours');
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return; // stopped meanwhile
      this.#socket = undefined;
      this.#client = undefined;
      if (openedAt > 0 && now() - openedAt > STABLE_AFTER_MS) this.#tries = 0;
      this.#become('lost');
      this.#timer = setTimeout(() => this.#connect(), reconnectDelay(this.#tries++, dice()));
    };
  }

  #become(state: Connection): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }

  /** Several components mount in one turn: one subscription tells them all. */
  #announce(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      const client = this.#client;
      if (!client) return;
      client.call('live.subscribe', { topics: [...this.#topics.keys()].slice(0, MAX_TOPICS) }).catch(() => {
        this.#socket?.close(); // refused: signed out elsewhere, or too fast; the reconnect says which
      });
    });
  }

  #notice(notice: Notice): void {
    if (notice.verb === 'changed') this.#events.changed((notice.params as Notices['changed']).topics);
    else if (notice.verb === 'resync') this.#events.changed('all');
    else if (notice.verb === 'lines') {
      const { run, lines } = notice.params as Notices['lines'];
      if (this.#fresh.size === 0) setTimeout(() => this.#handOutLines(), LINES_MS);
      const waiting = this.#fresh.get(run);
      if (waiting) waiting.push(...lines);
      else this.#fresh.set(run, [...lines]);
    } else if (notice.verb === 'picture') {
      const told = notice.params as Notices['picture'];
      for (const handler of this.#pictures.get(told.run) ?? []) handler(told);
    }
  }

  #handOutLines(): void {
    const fresh = this.#fresh;
    this.#fresh = new Map();
    for (const [run, lines] of fresh) for (const handler of this.#lines.get(run) ?? []) handler(lines);
  }
}

/** Puts `handler` among those of `run`; returns how to take it out again. */
function added<H>(all: Map<string, Set<H>>, run: string, handler: H): () => void {
  const handlers = all.get(run) ?? new Set();
  all.set(run, handlers.add(handler));
  return () => {
    handlers.delete(handler);
    if (handlers.size === 0) all.delete(run);
  };
}
