/** What stands behind a `robot`: environment, supervisor, coordinator, signal; each begins at first use (S13). */
import { GantryError } from '../protocol/errors.ts';
import { Connection } from './connection.ts';
import { type Environment, hasSupervisor, readEnvironment } from './environment.ts';
import { LocalChannel } from './local-channel.ts';
import type { Abort, Listener } from './local-entries.ts';
import { Report } from './report.ts';
import { Stop } from './stop.ts';
import { terminal } from './terminal.ts';
import { pemOf } from './trust.ts';

export interface SessionOptions {
  /** Coordinator and token; without them those of the environment. */
  url?: string | undefined;
  token?: string | undefined;
  /** File with the CA (PEM) that signed the coordinator's certificate; without it that of GANTRY_CA, if any. */
  ca?: string | undefined;
  /** ms a call waits for the connection; default 5 minutes (S10). */
  outageMs?: number | undefined;
}

const aborts: Record<Abort['abort'], string> = {
  cancelled: 'it was cancelled',
  timeout: 'its time is over',
  drain: 'the robot is being taken out of service',
};

export class Session {
  readonly #options: SessionOptions;
  readonly stop = new Stop(() => void this.listener);
  readonly report = new Report(() => this.listener);
  #environment: Environment | undefined;
  #listener: Listener | undefined;
  #connection: Connection | undefined;

  constructor(options: SessionOptions = {}) {
    this.#options = options;
  }

  /** Is there a supervisor? Asked by the last words, which must not fail on a broken environment. */
  get inRun(): boolean {
    return hasSupervisor();
  }

  get environment(): Environment {
    this.#environment ??= readEnvironment();
    return this.#environment;
  }

  get listener(): Listener {
    this.#listener ??= this.#listen();
    return this.#listener;
  }

  get connection(): Connection {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  close(): void {
    this.#connection?.close();
  }

  #listen(): Listener {
    const { socket } = this.environment;
    if (!socket) return terminal;
    const channel = new LocalChannel(socket, ({ abort, graceMs }) =>
      this.stop.abort(`${aborts[abort] ?? abort}, ${Math.round(graceMs / 1000)} s are left`),
    );
    channel.open();
    return channel;
  }

  #connect(): Connection {
    const { url, token } = { ...this.environment, ...this.#options };
    const ca = pemOf(this.#options.ca ?? this.environment.ca);
    if (!url || !token)
      throw new GantryError(
        'Unavailable',
        'no coordinator is named: start this script as a run of an agent, or say which one with ' +
          'connect({ url, token }) or with GANTRY_URL and GANTRY_RUN_TOKEN',
        { retry: 'never' },
      );
    const inRun = this.#options.token === undefined;
    const onEnded = (because: string) => this.stop.abort(because);
    return new Connection({ url: checked(url), token, ca, outageMs: this.#options.outageMs, inRun, onEnded });
  }
}

function checked(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new GantryError('ValidationError', `url: must be like https://gantry.example:7100, not ${url.slice(0, 100)}`, {
    field: 'url',
  });
}
