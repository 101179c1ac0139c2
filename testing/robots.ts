/** Connected robots for tests: the SDK's own, each in a running run instance, and how far what they asked for has come. */
import type { Inside } from '../coordinator/services.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Parameter } from '../protocol/manifest.ts';
import type { RobotParams, RunInfo } from '../sdk/environment.ts';
import { type ConnectedRobot, createRobot } from '../sdk/robot.ts';
import { Session } from '../sdk/session.ts';
import { Fleet, type RunEnding, type RunLeft, type StartedRun } from './fleet.ts';

export interface TestRobot extends ConnectedRobot {
  /** What an agent would tell a script about this run: the environment for a script in a process of its own. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends the run instance as a supervisor would report it (default `succeeded`); its connection is over. */
  end(how?: RunEnding, left?: RunLeft): Promise<void>;
}

/** A number that no request has: giving it up changes nothing, but its answer comes after all that were asked before. */
const NO_REQUEST = 0;

export class Robots {
  readonly #fleet: Fleet;
  readonly #inside: Inside;
  readonly #url: string;
  readonly #sessions = new Set<Session>();
  #unnamed = 0;

  constructor(inside: Inside, administrator: string, url: string) {
    this.#inside = inside;
    this.#fleet = new Fleet(inside, administrator);
    this.#url = url;
  }

  newName(): string {
    return `robot-${++this.#unnamed}`;
  }

  async start(name = this.newName(), params: RobotParams = {}): Promise<TestRobot> {
    return this.#connect(await this.#fleet.start(name), params);
  }

  deployment(name: string, parameters: readonly Partial<Parameter>[], retries: number): Promise<void> {
    return this.#fleet.deployment(name, parameters, retries);
  }

  async take(deployment: string, name: string): Promise<TestRobot | undefined> {
    const started = await this.#fleet.take(deployment, name);
    return started && this.#connect(started, started.order.params);
  }

  async #connect(started: StartedRun, params: RobotParams): Promise<TestRobot> {
    const session = new Session({ url: this.#url, token: started.order.scriptToken });
    this.#sessions.add(session);
    this.#inside.masks.withoutLog(started.run);
    await this.#heard(session);
    return this.#robot(started, session, params);
  }

  /** From now on they may read this asset. */
  allow(asset: string): Promise<void> {
    return this.#fleet.allow(asset);
  }

  /** Everything that these robots asked has reached the coordinator, and every answer so far has reached them. */
  async heard(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => this.#heard(session)));
  }

  close(): void {
    for (const session of this.#sessions) session.close();
    this.#sessions.clear();
  }

  async #heard(session: Session): Promise<void> {
    try {
      await session.connection.call('request.forget', { id: NO_REQUEST });
    } catch (error) {
      if (!(error instanceof GantryError)) throw error;
      this.#sessions.delete(session); // its run or its connection is over: nothing of it is on its way any more
    }
  }

  #robot(started: StartedRun, session: Session, params: RobotParams): TestRobot {
    const { order } = started;
    const run: RunInfo = {
      ...{ id: started.run, epoch: started.epoch, job: started.job, attempt: order.number, attempts: order.attempts },
      ...{ deployment: order.deployment, source: order.source, robot: started.robot },
      ...{ package: order.package, version: order.version },
    };
    const { id, ...told } = run;
    const variables = {
      GANTRY_URL: this.#url,
      GANTRY_RUN_TOKEN: order.scriptToken,
      GANTRY_RUN: JSON.stringify({ run: id, ...told }),
      GANTRY_PARAMS: JSON.stringify(params),
    };
    const close = () => {
      this.#sessions.delete(session);
      session.close();
    };
    const end = async (how: RunEnding = 'succeeded', left: RunLeft = {}) => {
      await this.#fleet.end(started, how, left);
      await this.#heard(session);
      close();
    };
    const own = { params: Object.freeze({ ...params }), run, variables, close, end };
    const properties = Object.entries(own).map(([name, value]) => [name, { value, enumerable: true }]);
    return Object.defineProperties(createRobot(session), Object.fromEntries(properties)) as TestRobot;
  }
}
