/** Who is connected: agents by robot, supervisors and scripts by run; when each run was last heard of (P3, P5, P10). */
import { refuse } from '../protocol/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Connection, closeCodes } from './connection.ts';

export interface AgentSession {
  robot: string;
  session: string;
  connection: Connection;
}
export interface RunSession {
  run: string;
  epoch: number;
  as: 'supervisor' | 'script';
  /** Who numbers the requests (S10); '' before `run.hello`. */
  client: string;
  connection: Connection;
}

/** A robot counts as recently seen for so long after its last contact (P5's 20 %). */
const RECENT_MS = 60 * 60_000;

export class Sessions {
  readonly #clock: Clock;
  readonly #agents = new Map<string, AgentSession>();
  readonly #runs = new Map<string, Set<RunSession>>();
  /** Monotonic ms of the last contact of what is not connected now; `robot:ID` or `run:ID`. */
  readonly #contact = new Map<string, number>();
  #startedAt = 0;
  #hellos = 0;
  #hellosSecond = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every open run gets its full time again from here (P5). */
  start(): void {
    this.#startedAt = this.#clock.monotonic();
  }

  /**
   * Beyond `perSecond` hellos refuses with `TooMany` and a time to come back that is each one's own (P10): told the same,
   * two thousand would come back together, second after second.
   */
  admitHello(perSecond: number): void {
    const second = Math.floor(systemClock.monotonic() / 1_000);
    if (second !== this.#hellosSecond) this.#hellos = 0;
    this.#hellosSecond = second;
    const tooMany = ++this.#hellos - perSecond;
    if (tooMany <= 0) return;
    const retryInMs = 1_000 + Math.floor((tooMany * 1_000) / perSecond);
    refuse('TooMany', 'too many agents say hello at once; come back a little later', { retryInMs });
  }

  /** The newer session of a robot closes the older one. */
  addAgent(agent: AgentSession): void {
    const older = this.#agents.get(agent.robot);
    this.#agents.set(agent.robot, agent);
    older?.connection.close(closeCodes.replaced, 'this robot said hello on a newer connection');
  }

  /** False when a newer session took its place. */
  removeAgent(agent: AgentSession): boolean {
    if (this.#agents.get(agent.robot) !== agent) return false;
    this.#agents.delete(agent.robot);
    this.#keep(`robot:${agent.robot}`, agent.connection);
    return true;
  }

  agent(robot: string): AgentSession | undefined {
    return this.#agents.get(robot);
  }

  agents(): Iterable<AgentSession> {
    return this.#agents.values();
  }

  addRun(session: RunSession): void {
    const sessions = this.#runs.get(session.run) ?? new Set();
    sessions.add(session);
    this.#runs.set(session.run, sessions);
  }

  /** The same client on a newer connection: the older one is dead, whether we noticed or not. */
  claimClient(session: RunSession, client: string): void {
    for (const other of this.#runs.get(session.run) ?? [])
      if (other !== session && other.client === client)
        other.connection.close(closeCodes.replaced, 'the same client came back on a newer connection');
    session.client = client;
  }

  removeRun(session: RunSession): void {
    const sessions = this.#runs.get(session.run);
    if (!sessions?.delete(session)) return;
    if (sessions.size === 0) this.#runs.delete(session.run);
    this.#keep(`run:${session.run}`, session.connection);
  }

  runSessions(run: string): RunSession[] {
    return [...(this.#runs.get(run) ?? [])];
  }

  supervisor(run: string): RunSession | undefined {
    return this.runSessions(run).find((s) => s.as === 'supervisor');
  }

  /**
   * Ms since anybody of this run (its supervisor or script) was heard, on the clock that never jumps (P13). Its robot's
   * agent does not count: an agent that lives says nothing of a supervisor that stands still. Counted from our start at
   * the earliest, and from when the run was expected first: a new one has had no time to speak.
   */
  silence(run: string): number {
    const last = this.expect(run);
    const now = this.#clock.monotonic();
    const ages = this.runSessions(run).map((s) => systemClock.monotonic() - s.connection.lastHeard);
    return Math.min(now - Math.max(this.#startedAt, last), ...ages);
  }

  /** From now on somebody of this run has to speak, unless that is known. Answers since when he has been silent. */
  expect(run: string): number {
    const key = `run:${run}`;
    const last = this.#contact.get(key) ?? this.#clock.monotonic();
    this.#contact.set(key, last);
    return last;
  }

  /** A moment in which we heard nobody because we were not listening: nobody's silence. */
  forgive(ms: number): void {
    this.#startedAt += ms;
    for (const [key, at] of this.#contact) this.#contact.set(key, at + ms);
  }

  /** Robots that are connected or were within the last hour. Forgets older contacts, except of `openRuns`. */
  recentRobots(openRuns: ReadonlySet<string>): number {
    const oldest = this.#clock.monotonic() - RECENT_MS;
    let away = 0;
    for (const [key, at] of this.#contact) {
      const isRobot = key.startsWith('robot:');
      const connected = isRobot && this.#agents.has(key.slice('robot:'.length));
      if (isRobot && !connected && at >= oldest) away++;
      if (at < oldest && !openRuns.has(key.slice(key.indexOf(':') + 1))) this.#contact.delete(key);
    }
    return this.#agents.size + away;
  }

  /** Open connections by what is at their other end. */
  counts(): Record<'agent' | RunSession['as'], number> {
    const counts = { agent: this.#agents.size, supervisor: 0, script: 0 };
    for (const sessions of this.#runs.values()) for (const { as } of sessions) counts[as]++;
    return counts;
  }

  closeAll(code: number, because: string): void {
    for (const { connection } of this.#agents.values()) connection.close(code, because);
    for (const sessions of this.#runs.values()) for (const { connection } of sessions) connection.close(code, because);
  }

  everyConnection(): Connection[] {
    return [...this.#agents.values(), ...[...this.#runs.values()].flatMap((s) => [...s])].map((s) => s.connection);
  }

  #keep(key: string, connection: Connection): void {
    this.#contact.set(key, this.#clock.monotonic() - (systemClock.monotonic() - connection.lastHeard));
  }
}
