/** Scripts of runs against the real coordinator: a robot of the SDK with the token of a run that an agent accepted. */
import { createRobot, type Robot } from '../../../sdk/robot.ts';
import { Session } from '../../../sdk/session.ts';
import { type Stage, stage } from '../../services/support/stage.ts';
import type { FakeRun } from '../../support/fake-agent.ts';

export interface ScriptRun {
  robot: Robot;
  session: Session;
  supervisor: FakeRun;
  token: string;
  job: string;
}
export interface Scripts extends Stage {
  /** Starts a run on a robot of its own. */
  script(): Promise<ScriptRun>;
}

/** A coordinator with the queue `q`; everything is closed after `body`. */
export async function withScripts(body: (s: Scripts) => Promise<void>, attemptLimit?: number): Promise<void> {
  const s = await stage();
  const sessions: Session[] = [];
  let robots = 0;
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p', { retries: 0 });
    await s.api('queue.create', { name: 'q', ...(attemptLimit === undefined ? {} : { attemptLimit }) });
    const script = async (): Promise<ScriptRun> => {
      const { script, supervisor, job } = await s.running(await s.agent(`r${robots++}`, 'p'), 'hello');
      const token = script.order.scriptToken;
      const session = new Session({ url: s.url, token });
      sessions.push(session);
      return { robot: createRobot(session), session, supervisor, token, job };
    };
    await body(Object.assign(s, { script }));
  } finally {
    for (const session of sessions) session.close();
    await s.close();
  }
}
