/** The coordinator of bench/agents.ts, started again and again on one folder and one port, and what is read from it. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Api, apiFor, callOpen, tokenBySession } from '../../bin/api.ts';
import { enrol, type Identity, type SimulatedAgent } from '../../bin/bench/simulated-robot.ts';
import { STABLE_AFTER_MS } from '../../protocol/backoff.ts';
import { folder } from '../../test/support/folder.ts';
import { until } from '../../test/support/until.ts';
import { type Child, freePort, start } from '../parts/child.ts';
import type { Meter } from '../parts/fleet.ts';
import { cpuMs, residentBytes } from '../parts/process-cost.ts';
import { percentile } from '../parts/statistics.ts';

/** Enrolments under way at once. */
const AT_ONCE = 20;
const LIMIT_MS = 600_000;
/** A person's request this often during a restart, ms. */
const ASK_EVERY_MS = 50;
/** Of enrolling: nothing of it is measured. */
const NO_LIMIT = 1_000_000;

export interface Look {
  /** Bytes, after collecting garbage. */
  resident: number;
  /** Share of one CPU. */
  cpu: number;
  loopMs: Meter['loopMs'];
}
export interface Restart {
  /** From its word to stop until it listens again: agents try in vain meanwhile, and each time wait longer (P10). */
  downSeconds: number;
  /** From the moment it listens again. */
  halfSeconds: number;
  seconds: number;
  cpu: number;
  loopMs: Meter['loopMs'];
  askedMs: { p50: number; p99: number };
}

export class AgentsHall {
  readonly #hellos: number;
  readonly #data = join(folder('bench'), 'coordinator');
  #port = 0;
  #child: Child | undefined;
  #lines: AsyncIterator<string> | undefined;
  #api: Api | undefined;

  /** `hellos`: that the coordinator admits a second. */
  constructor(hellos: number) {
    this.#hellos = hellos;
  }

  /** In a coordinator that ends afterwards, so that nothing of it is left in the one that is measured. */
  async enrol(count: number): Promise<Identity[]> {
    this.#port = await freePort();
    await this.#begin(NO_LIMIT);
    const api = this.#api!;
    const identities: Identity[] = [];
    const left = Array.from({ length: count }, (_, n) => `robot-${n}`).values();
    const worker = async () => {
      for (const name of left) {
        const { token } = await api.call('robot.invite', { name });
        identities.push(await enrol(api.url, token, name));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await this.stop();
    return identities;
  }

  start(): Promise<void> {
    return this.#begin(this.#hellos);
  }

  async look(seconds: number): Promise<Look> {
    for (let n = 0; n < 3; n++) await this.#ask('collect');
    await this.#meter();
    const [cpu, from] = [cpuMs([this.#child!.pid]), performance.now()];
    await pause(seconds * 1_000);
    const { loopMs } = await this.#meter();
    const used = (cpuMs([this.#child!.pid]) - cpu) / (performance.now() - from);
    for (let n = 0; n < 3; n++) await this.#ask('collect');
    return { resident: residentBytes(this.#child!.pid), cpu: used, loopMs };
  }

  /** Connected on both sides. */
  async allBack(agents: readonly SimulatedAgent[]): Promise<void> {
    await until('every agent is connected', () => agents.every(({ up }) => up), LIMIT_MS);
    const idle = async () => {
      const { total } = await this.#api!.call('robot.list', { state: 'idle', limit: 1 });
      return total === agents.length;
    };
    await until('every robot is idle', idle, LIMIT_MS);
  }

  /** As at an update: an orderly stop, and a start at once; of agents whose connections had been stable (P10). */
  async restart(agents: readonly SimulatedAgent[]): Promise<Restart> {
    await pause(STABLE_AFTER_MS);
    const stopped = performance.now();
    await this.stop();
    await this.#begin(this.#hellos);
    const from = performance.now();
    const cpu = cpuMs([this.#child!.pid]);
    await this.#meter();
    let half = 0;
    const asked: number[] = [];
    const since = () => (performance.now() - from) / 1_000;
    for (;;) {
      const at = performance.now();
      await this.#api!.call('session.show', {});
      asked.push(performance.now() - at);
      const up = agents.filter((agent) => agent.up).length;
      if (half === 0 && up >= agents.length / 2) half = since();
      if (up === agents.length) break;
      if (since() * 1_000 > LIMIT_MS) throw new Error(`${agents.length - up} agents did not come back`);
      await pause(ASK_EVERY_MS);
    }
    const seconds = since();
    const { loopMs } = await this.#meter();
    const used = (cpuMs([this.#child!.pid]) - cpu) / (seconds * 1_000);
    await this.allBack(agents);
    const askedMs = { p50: percentile(asked, 0.5), p99: percentile(asked, 0.99) };
    return { downSeconds: (from - stopped) / 1_000, halfSeconds: half, seconds, cpu: used, loopMs, askedMs };
  }

  async stop(): Promise<void> {
    if (!this.#child) return;
    const { process } = this.#child;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.stdin!.end(); // its word to stop
    await gone;
    this.#child = undefined;
  }

  async #begin(hellos: number): Promise<void> {
    const program = join(import.meta.dirname, '..', 'coordinator-process.ts');
    const args = ['--expose-gc', program, this.#data, '', `${this.#port}`, `${hellos}`];
    this.#child = start(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.process.stdout!)[Symbol.asyncIterator]();
    const { value: line } = await this.#lines.next();
    if (!line) throw new Error('the coordinator did not start; its message stands above');
    const { url, link } = JSON.parse(line) as { url: string; link: string };
    if (this.#api) return;
    const token = new URLSearchParams(link.split('?')[1]).get('token')!;
    const { cookie } = await callOpen(url, 'session.useLink', { token });
    this.#api = apiFor({ url, token: await tokenBySession(url, cookie, 'bench') });
  }

  async #meter(): Promise<Meter> {
    return JSON.parse(await this.#ask('meter')) as Meter;
  }

  async #ask(word: string): Promise<string> {
    this.#child!.process.stdin!.write(`${word}\n`);
    return (await this.#lines!.next()).value as string;
  }
}
