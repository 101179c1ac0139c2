/**
 * Sends what webhooks are told. Deliveries are rows (domain/webhook-tell.ts): what was not noted as delivered is sent again
 * after a restart, with the same id. Bounded, so that a receiver that is dead or slow holds up nobody else.
 */
import { systemClock } from './clock.ts';
import { type Core, WORKSPACE } from './core.ts';
import type { DeliveryRow, WebhookRow } from './domain/rows.ts';
import { sealedOf } from './domain/secret.ts';
import { wantedEvents, webhooksOf } from './domain/webhook.ts';
import type { Vault } from './vault.ts';
import { bodyOf } from './webhook-body.ts';
import { type Answer, post } from './webhook-post.ts';
import { signatures } from './webhook-secret.ts';

/** Attempts under way at once: of one webhook; of one whose last attempt failed; of all; of all that fail. */
export const atOnce = { ofOne: 4, ofFailing: 1, inAll: 32, ofAllFailing: 16 } as const;
/** What is older when its turn comes is news no more (its webhook was paused or disabled): it is dropped. */
export const STALE_MS = 3 * 86_400_000;
/** ms; after an attempt that could not be noted, for instance because the disk was full. */
const REST_MS = 5_000;
const MOST_DELETED = 1_000;
/** Rows of one portion of what a deleted webhook leaves. */
const PORTION = 500;

interface Flight {
  webhook: string;
  failing: boolean;
  landed: Promise<void>;
}

export class Webhooks {
  readonly #core: Core;
  readonly #vault: Vault;
  readonly #url: () => string;
  readonly #version: string;
  /** By delivery. */
  readonly #flights = new Map<string, Flight>();
  /** Webhooks whose turn comes when an attempt of any has landed. */
  readonly #hungry = new Set<string>();
  readonly #looking = new Map<string, { again: boolean }>();
  readonly #due = new Map<string, number>();
  readonly #end = new AbortController();
  #cancelAlarm: () => void = () => {};
  #stopped = true;
  #attempts = { ok: 0, failed: 0, gone: 0 };

  constructor(core: Core, vault: Vault, { url, version }: { url: () => string; version: string }) {
    this.#core = core;
    this.#vault = vault;
    this.#url = url;
    this.#version = version;
  }

  /** Attempts since the start, by what they came to. */
  get attempts(): Readonly<Record<Answer['outcome'], number>> {
    return this.#attempts;
  }

  /** What the webhooks that there are want to be told. */
  wanted(): Promise<string[]> {
    return this.#core.store.read((view) => wantedEvents(webhooksOf(view, WORKSPACE)));
  }

  /** Takes up what was not delivered when the coordinator stopped. */
  async start(): Promise<void> {
    this.#stopped = false;
    const ids = await this.#core.store.read((view) =>
      [...webhooksOf(view, WORKSPACE), ...view.pick('deletedWebhooks', {}, MOST_DELETED)].map((row) => row.id),
    );
    for (const id of ids) this.look(id);
  }

  /** Attempts under way get `graceMs` to be answered and noted; then they are cut and count as never made. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelAlarm();
    const timer = setTimeout(() => this.#end.abort(), graceMs);
    await Promise.all([...this.#flights.values()].map((flight) => flight.landed));
    clearTimeout(timer);
  }

  /** A delivery of this webhook is due then (ms, the coordinator's clock). */
  due(webhook: string, when: number): void {
    if (this.#stopped) return;
    if (when <= this.#core.clock.now()) this.look(webhook);
    else if (when < (this.#due.get(webhook) ?? Number.POSITIVE_INFINITY)) {
      this.#due.set(webhook, when);
      this.#sleep();
    }
  }

  /** Something of this webhook changed: it may have something to send. */
  look(webhook: string): void {
    const looking = this.#looking.get(webhook);
    if (looking) looking.again = true;
    else if (!this.#stopped) void this.#work(webhook);
  }

  async #work(webhook: string): Promise<void> {
    const looking = { again: false };
    this.#looking.set(webhook, looking);
    try {
      await this.#once(webhook);
    } catch (error) {
      if (this.#stopped) return;
      this.#core.log.error({ err: error, webhook }, 'deliveries of a webhook could not be looked at; tried again');
      this.due(webhook, this.#core.clock.now() + REST_MS);
    } finally {
      this.#looking.delete(webhook);
    }
    if (looking.again) this.look(webhook);
  }

  async #once(id: string): Promise<void> {
    const flying = this.#countOf(id);
    const now = this.#core.clock.now();
    const found = await this.#core.store.read((view) => {
      const webhook = view.get('webhook', id);
      if (!webhook) return undefined;
      const most = flying + atOnce.ofOne + 1;
      return { webhook, waiting: view.pick('deliveriesDue', { webhook: id, upTo: Number.MAX_SAFE_INTEGER }, most) };
    });
    if (!found || this.#stopped) return;
    if (found.webhook.deleted) return this.#purge(id);
    const { webhook } = found;
    const rows = found.waiting.filter((row) => !this.#flights.has(row.id) && sendable(webhook, row));
    for (const row of rows) {
      if (row.due > now) return this.due(id, row.due);
      if (!this.#takesOff(webhook)) return;
      this.#send(webhook, row);
    }
  }

  /** Is there room for one more attempt? If others have it, this one is looked at when they have landed. */
  #takesOff({ id, failuresInRow }: Readonly<WebhookRow>): boolean {
    const failing = failuresInRow > 0;
    if (this.#countOf(id) >= (failing ? atOnce.ofFailing : atOnce.ofOne)) return false;
    const others = [...this.#flights.values()];
    const full = failing && others.filter((flight) => flight.failing).length >= atOnce.ofAllFailing;
    if (!full && others.length < atOnce.inAll) return true;
    this.#hungry.add(id);
    return false;
  }

  #send(webhook: Readonly<WebhookRow>, row: Readonly<DeliveryRow>): void {
    const landed = this.#attempt(webhook, row).finally(() => {
      this.#flights.delete(row.id);
      const next = [webhook.id, ...this.#hungry];
      this.#hungry.clear();
      for (const id of next) this.look(id);
    });
    this.#flights.set(row.id, { webhook: webhook.id, failing: webhook.failuresInRow > 0, landed });
  }

  /** Never rejects. An attempt that cannot be noted is made again later: at least once is the promise. */
  async #attempt(webhook: Readonly<WebhookRow>, row: Readonly<DeliveryRow>): Promise<void> {
    const from = systemClock.monotonic();
    try {
      const stale = this.#core.clock.now() - row.created > STALE_MS;
      const came = stale ? STALE : await this.#post(webhook, row);
      if (this.#end.signal.aborted) return;
      if (came.outcome !== 'stale') this.#attempts[came.outcome]++;
      const ms = Math.round(systemClock.monotonic() - from);
      const noted = { ...came, delivery: row.id, attempt: row.attempts + 1, ms };
      await this.#core.system('delivery.attempted', noted);
      this.#tellLog(webhook, row, came);
    } catch (error) {
      if (this.#stopped) return;
      this.#core.log.error({ err: error, delivery: row.id }, 'an attempt could not be noted; it is made again');
      await new Promise<void>((resolve) => this.#core.clock.after(REST_MS, resolve));
    }
  }

  async #post(webhook: Readonly<WebhookRow>, row: Readonly<DeliveryRow>): Promise<Answer> {
    const now = this.#core.clock.now();
    const body = bodyOf(row, this.#url());
    const timestamp = Math.floor(now / 1_000);
    const secrets = await this.#secrets([webhook.secret, ...(webhook.formerUntil > now ? [webhook.formerSecret] : [])]);
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': `Gantry/${this.#version}`,
      'webhook-id': row.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(secrets, { id: row.id, timestamp, body }),
    };
    const { webhookMs: timeoutMs } = this.#core.timers;
    return post({ url: webhook.url, headers, body, timeoutMs, signal: this.#end.signal });
  }

  /** Opened for the moment of signing only. */
  async #secrets(ids: readonly string[]): Promise<string[]> {
    const sealed = await this.#core.store.read((view) => ids.flatMap((id) => sealedOf(view, id) ?? []));
    return sealed.map((one) => this.#vault.open(one) as string);
  }

  #tellLog({ name }: Readonly<WebhookRow>, { id, event, attempts }: Readonly<DeliveryRow>, came: Came): void {
    const facts = { webhook: name, delivery: id, event, attempt: attempts + 1, status: came.status };
    if (came.outcome === 'ok') this.#core.log.debug(facts, 'delivered');
    else this.#core.log.warn({ ...facts, because: came.error }, 'not delivered');
  }

  async #purge(webhook: string): Promise<void> {
    while (!this.#stopped && (await this.#core.system('delivery.drop', { webhook, limit: PORTION })).left);
  }

  #countOf(webhook: string): number {
    let count = 0;
    for (const flight of this.#flights.values()) if (flight.webhook === webhook) count++;
    return count;
  }

  /** Sleeps until the first date, but never long: the wall clock may jump. */
  #sleep(): void {
    this.#cancelAlarm();
    if (this.#stopped || this.#due.size === 0) return;
    const { clock, timers } = this.#core;
    const ms = Math.max(0, Math.min(Math.min(...this.#due.values()) - clock.now(), timers.dateCheckMs));
    this.#cancelAlarm = clock.after(ms, () => {
      const now = clock.now();
      for (const [webhook, when] of this.#due)
        if (when <= now) {
          this.#due.delete(webhook);
          this.look(webhook);
        }
      this.#sleep();
    });
  }
}

type Came = Omit<Answer, 'outcome'> & { outcome: Answer['outcome'] | 'stale' };

const STALE: Came = {
  outcome: 'stale',
  status: 0,
  error: 'older than three days when its turn came: not sent; redeliver it if it still matters',
  answer: '',
  restMs: 0,
};

/** A webhook that is not enabled rests; a ping is sent all the same. */
const sendable = (webhook: Readonly<WebhookRow>, row: Readonly<DeliveryRow>): boolean =>
  webhook.state === 'enabled' || row.event === 'ping';
