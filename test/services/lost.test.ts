/** Nobody is heard of a run any more: whose silence counts, and by which clock (P5, P13). */
import * as assert from 'uvu/assert';
import type { FakeAgent, FakeRun } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Stage, stage } from './support/stage.ts';

const t = suite('runs of which nobody is heard');

interface Scene {
  s: Stage;
  agent: FakeAgent;
  job: string;
  supervisor: FakeRun;
  script: FakeRun;
}

/** A running run whose deployment gives it 30 s. */
async function withRun(body: (scene: Scene) => Promise<void>): Promise<void> {
  const s = await stage({ timers: { lostSweepMs: 20 } });
  try {
    await s.api('pool.create', { name: 'p' });
    const agent = await s.agent('r1', 'p');
    await s.deploy('hello', 'p', { lostAfterMs: 30_000 });
    await body({ s, agent, ...(await s.running(agent, 'hello')) });
  } finally {
    await s.close();
  }
}
const runState = async ({ s, job }: Scene) => (await s.api('job.show', { job })).runs[0]?.state;

/** The time goes by, three seconds at a look. */
const lost = (scene: Scene) =>
  until('it is lost', async () => {
    scene.s.clock.advance(3_000);
    return (await runState(scene)) === 'lost';
  });

t('P5: a run whose supervisor and script are silent is lost, though its agent is there', () =>
  withRun(async (scene) => {
    const { agent, supervisor, script } = scene;
    for (const one of [supervisor, script]) one.close();
    await until('they are gone', () => script.socket.closedWith && supervisor.socket.closedWith);
    await lost(scene);
    assert.is((await agent.socket!.notice('run.stop')).verb, 'run.stop', 'its agent is told to end it');
    assert.is((await agent.order(2)).number, 2, 'and takes the next attempt');
  }),
);

for (const [ms, where] of [
  [86_400_000, 'ahead'],
  [-86_400_000, 'back'],
] as const)
  t(`P13: the wall clock jumps a day ${where}: no run is lost by it, and one that is gone is lost in its time`, () =>
    withRun(async (scene) => {
      const { s, agent, supervisor, script } = scene;
      for (const one of [agent, supervisor, script]) one.close();
      const offline = async () => (await s.api('robot.list', {})).items[0]?.state === 'offline';
      await until('the robot is offline', offline);
      s.clock.jump(ms);
      s.clock.advance(20_000);
      for (let n = 0; n < 3; n++) assert.is(await runState(scene), 'running');
      await lost(scene);
    }),
  );

t.run();
