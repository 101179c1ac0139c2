/** Two thousand agents lose their coordinator in the same moment and come back with the agent's own connection (P10). */
import * as assert from 'uvu/assert';
import { Link } from '../../../agent/link.ts';
import { FakeAgent } from '../../support/fake-agent.ts';
import { until } from '../../support/until.ts';
import type { Scenario } from '../support/scenario.ts';
import type { Site } from '../support/site.ts';

const COUNT = 2_000;
/** Enrolments under way at once. */
const AT_ONCE = 20;
/** Enrolling so many takes its time on a slow machine. */
const ENROL_LIMIT_MS = 5 * 60_000;
/** ms until all are back: 200 a second are admitted, the backoff of those who found nobody ends at 30 s. */
const BACK_LIMIT_MS = 90_000;

export const crowd: Scenario[] = [
  {
    name: 'crowd',
    proves: 'P5, P10',
    says: `the coordinator is killed under ${COUNT} agents: all come back within ${BACK_LIMIT_MS / 1_000} s, no run is lost`,
    happen: async (site) => {
      const links = await connected(site);
      try {
        const work = await site.begin();
        await site.killCoordinator();
        await site.startCoordinator();
        const start = performance.now();
        await until('all are back', () => links.every((link) => link.up), BACK_LIMIT_MS);
        const { p99, max } = await site.loopDelay();
        const seconds = ((performance.now() - start) / 1_000).toFixed(1);
        process.stdout.write(
          `  ${COUNT} agents back after ${seconds} s; event loop held up: p99 ${p99.toFixed(0)} ms, at most ${max.toFixed(0)} ms\n`,
        );
        const { runs } = await site.expectEnds(work, 'succeeded');
        assert.is(runs[0]!.id, work.run);
      } finally {
        for (const link of links) link.stop();
      }
    },
  },
];

async function connected(site: Site): Promise<Link[]> {
  const agents: FakeAgent[] = [];
  const numbers = Array.from({ length: COUNT }, (_, n) => n).values();
  const enrol = async () => {
    for (const n of numbers) {
      const name = `crowd-${Date.now().toString(36)}-${n}`;
      const { token } = await site.api.call('robot.invite', { name });
      agents.push(await FakeAgent.enrol(site.url, token, name));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, enrol));
  const links = agents.map((agent) => linkOf(site, agent));
  for (const link of links) link.start();
  await until('all are connected', () => links.every((link) => link.up), ENROL_LIMIT_MS);
  return links;
}

/** As the agent makes it, with an agent's answer to the challenge. */
function linkOf(site: Site, agent: FakeAgent): Link {
  return new Link({
    url: `${site.url.replace(/^http/, 'ws')}/ws/agent`,
    greet: async (talk) => {
      const { nonce } = (await talk.notice('challenge')) as { nonce: string };
      return (await talk.ask('agent.hello', agent.hello(nonce))) as { pingMs: number; silentMs: number };
    },
    onNotice: () => {},
  });
}
