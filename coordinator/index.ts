/** A coordinator from start to stop: opens the store, puts it in order, listens; tells everyone and closes at the end. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { GantryError } from '../protocol/errors.ts';
import { systemClock } from './clock.ts';
import type { CoordinatorOptions } from './config.ts';
import { checkTransport, DEFAULT_HOST, DEFAULT_PORT, urlOf } from './coordinator-url.ts';
import { announce } from './data-folder.ts';
import { makeIds } from './ids.ts';
import { createLog } from './log.ts';
import { signInLink } from './place.ts';
import { makeRoomToStart } from './reserve.ts';
import { compose, type Inside, type Services } from './services.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

export type { CoordinatorOptions } from './config.ts';

export interface Coordinator {
  /** Resolves when it listens. Throws `GantryError` that names the thing and the next step. */
  start(): Promise<void>;
  /** At most `stopMs` (5 s): agents are told, what was taken is answered. Twice is fine, before the start too. */
  stop(): Promise<void>;
  /** Address under which it is reached; known after the start. */
  readonly url: string;
  /** The administrator's one-time link; only after the very first start (X1). */
  readonly firstSignIn: { link: string } | undefined;
  /** A new one-time link for an administrator, valid for a day. */
  createSignInLink(): Promise<string>;
}

export function createCoordinator(options: CoordinatorOptions): Coordinator {
  return new RunningCoordinator(options);
}

/** What each part of a stop may take of its time at most (P14); what is left is for the store. */
const STOP_SHARES = { work: 0.2, sockets: 0.35, http: 0.15, writer: 0.2 };

export class RunningCoordinator implements Coordinator {
  url = '';
  firstSignIn: { link: string } | undefined;
  readonly #options: CoordinatorOptions;
  readonly #log: Logger;
  #store: Store | undefined;
  #services: Services | undefined;
  #unannounce: (() => void) | undefined;
  #broken = false;
  #stopping: Promise<void> | undefined;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#log = createLog(options.logLevel ?? 'info', options.logTo);
  }

  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** What stands behind its sockets, for those who start it inside their own process (testing/). */
  get inside(): Inside {
    if (!this.#services) throw new GantryError('Unavailable', 'the coordinator is not running');
    return this.#services;
  }

  async createSignInLink(): Promise<string> {
    if (!this.#services) throw new GantryError('Unavailable', 'the coordinator is not running');
    return signInLink(this.url, await this.#services.auth.linkForAdministrator());
  }

  async #start(): Promise<void> {
    const options = this.#options;
    if (checkTransport(options)) this.#log.warn({ host: options.host }, 'LISTENING WITHOUT ENCRYPTION beyond loopback');
    const { data, engine = 'sqlite' } = options;
    makeRoomToStart(data);
    const store = await openStore(
      engine === 'memory' ? { engine, ids: makeIds } : { engine, folder: data, ids: makeIds },
    );
    this.#store = store;
    const started = (options.clock ?? systemClock).now();
    const place = { url: () => this.url, version: packageVersion(), started };
    const services = await compose({ options, store, log: this.#log, place, onBroken: (e) => this.#storeBroke(e) });
    this.#services = services;
    await services.settings.load(store);
    services.backups.clearUnfinished();
    services.core.disk.start();
    services.happenings.want(await services.webhooks.wanted());
    await services.core.system('coordinator.started', {});
    await services.chores.beforeListening();
    const administrator = await services.auth.firstAdministrator();
    await this.#listen(services);
    if (administrator !== undefined) this.firstSignIn = { link: await this.createSignInLink() };
    await services.chores.start();
    await services.conditions.start();
    services.portions.start();
    await services.webhooks.start();
    services.schedules.start();
    await services.rotation.start();
    services.heartbeat.start();
    this.#unannounce = announce(data, { pid: process.pid, url: this.url, boot: store.boot });
    this.#log.info({ url: this.url, data, boot: store.boot }, 'coordinator started');
  }

  async #listen({ http, gateway }: Services): Promise<void> {
    const { host = DEFAULT_HOST, port = DEFAULT_PORT } = this.#options;
    gateway.attach(http.server);
    try {
      await http.listen({ host, port });
    } catch (cause) {
      throw listenRefusal(cause, host, port);
    }
    this.url = urlOf(this.#options, (http.server.address() as AddressInfo).port);
  }

  async #stop(): Promise<void> {
    const services = this.#services;
    this.#unannounce?.();
    if (services) {
      const stopMs = services.core.timers.stopMs;
      services.core.disk.stop();
      services.chores.stop();
      services.conditions.stop();
      services.schedules.stop();
      const work = stopMs * STOP_SHARES.work;
      await within(
        work,
        Promise.all([services.portions.stop(), services.webhooks.stop(work), services.rotation.stop()]),
      );
      services.heartbeat.stop();
      services.metrics.stop();
      services.waits.close();
      if (!this.#broken) await services.gateway.stop(stopMs * STOP_SHARES.sockets);
      await within(stopMs * STOP_SHARES.http, services.http.close());
      await within(stopMs * STOP_SHARES.writer, services.writer.close());
    }
    if (!this.#broken) await this.#store?.close();
    this.#log.info('coordinator stopped');
  }

  /** Nobody gets an answer any more, and nothing is written: the next start checks the files (P15). */
  #storeBroke(error: Error): void {
    this.#broken = true;
    this.#log.fatal({ err: error }, 'the store broke; the coordinator ends without answering');
    this.#services?.gateway.cut('the store broke');
    this.#services?.http.server.closeAllConnections();
    this.#options.onFatal?.(error);
  }
}

function listenRefusal(cause: unknown, host: string, port: number): GantryError {
  const code = (cause as { code?: string }).code ?? '';
  const next: Record<string, string> = {
    EADDRINUSE: `port ${port} of ${host} is in use by another program; stop it or choose another with --port`,
    EACCES: `this account may not listen on port ${port}; choose one above 1023 with --port`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; choose another with --host`,
  };
  const says = next[code] ?? `listening on ${host}:${port} failed: ${cause instanceof Error ? cause.message : cause}`;
  return new GantryError('Unavailable', says, { cause });
}

/** Gives up waiting after `ms`: a stop must come to its end. */
async function within(ms: number, work: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** From our own package.json, one or two folders up (sources or built files). */
function packageVersion(): string {
  for (const up of ['..', '../..']) {
    try {
      const file = readFileSync(join(import.meta.dirname, up, 'package.json'), 'utf8');
      return (JSON.parse(file) as { version: string }).version;
    } catch {
      // not there: one folder further up
    }
  }
  return 'unknown';
}
