/**
 * Ten thousand connected agents that do nothing: resident memory and CPU of the coordinator, how long all are back after it
 * was restarted (with its usual limit on hellos a second), how late its event loop is and how long a person's request takes
 * meanwhile. The coordinator is a process of its own; agents are the agent's own links, in this process.
 * `node bench/agents.ts [--agents 10000] [--rest 20] [--hellos 200] [--rounds 3] [--quick] [--json]`.
 */
import { parseArgs } from 'node:util';
import { SimulatedAgent } from '../bin/bench/simulated-robot.ts';
import { AgentsHall } from './agents/hall.ts';
import { type Found, report } from './agents/report.ts';
import { median } from './parts/statistics.ts';

const { values } = parseArgs({
  options: {
    agents: { type: 'string' },
    rest: { type: 'string' },
    rounds: { type: 'string' },
    hellos: { type: 'string', default: '200' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(values.agents ?? (values.quick ? 500 : 10_000));
const restSeconds = Number(values.rest ?? (values.quick ? 3 : 20));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const hellos = Number(values.hellos);
if ([count, restSeconds, rounds, hellos].some((n) => !Number.isInteger(n) || n < 1)) {
  process.stderr.write('--agents, --rest, --rounds and --hellos take whole numbers from 1\n');
  process.exit(2);
}
const say = (text: string) => process.stderr.write(`${text}\n`);

const hall = new AgentsHall(hellos);
let agents: SimulatedAgent[] = [];
try {
  say(`enrolling ${count} agents`);
  const identities = await hall.enrol(count);
  await hall.start();
  const empty = await hall.look(restSeconds);
  say('connecting them');
  agents = identities.map((identity) => new SimulatedAgent(identity, { onOrder: () => {} }));
  for (const agent of agents) agent.start();
  await hall.allBack(agents);
  await hall.look(1); // what the hellos cost is no rest
  const full = await hall.look(restSeconds);
  const restarts = [];
  for (let round = 1; round <= rounds; round++) {
    say(`restart ${round} of ${rounds}`);
    restarts.push(await hall.restart(agents));
  }
  const found: Found = {
    ...{ bench: 'agents', agents: count, hellosPerSecond: hellos, empty, full, restarts },
    bytesPerAgent: Math.round((full.resident - empty.resident) / count),
    ratio: full.resident / empty.resident,
    reattachSeconds: median(restarts.map(({ seconds }) => seconds)),
  };
  process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : report(found));
} finally {
  for (const agent of agents) agent.stop();
  await hall.stop();
}
process.exit(0);
