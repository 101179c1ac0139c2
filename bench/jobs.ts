/**
 * Handing out jobs: 10,000 short ones over 50 simulated agents, beside pg-boss, graphile-worker and BullMQ handing as many to
 * 50 workers; and how long a job waits for an idle agent. Side by side in one run, every client in a process of its own,
 * rounds interleaved, medians. `node bench/jobs.ts [--json] [--quick] [--rounds 3] [--only gantry,pg-boss]`.
 */
import { parseArgs } from 'node:util';
import { contestants } from './jobs/contestants.ts';
import { ratioTo, rowOf, text } from './jobs/report.ts';
import { heading, startServers } from './parts/servers.ts';
import type { Measured } from './peers/driver.ts';
import { installPeers } from './peers/install.ts';
import { inClient } from './queue/measure.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const size = { agents: 50, jobs: values.quick ? 1_000 : 10_000, samples: values.quick ? 200 : 1_000 };
/** All of a backlog is measured, from its first end to its last. */
const WINDOWS = { warmMs: 0, windowMs: 3_600_000 };
const PACKAGES = ['pg-boss', 'graphile-worker', 'bullmq'];

const peers = [...new Set(contestants.map(({ peer }) => peer))];
const only = values.only?.split(',') ?? peers;
if (only.some((name) => !peers.includes(name)) || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`--only takes some of ${peers.join(',')}; --rounds a whole number from 1\n`);
  process.exit(2);
}
const wanted = contestants.filter(({ peer }) => only.includes(peer) || peer === 'gantry');

const stops: (() => Promise<void>)[] = [];
try {
  if (only.some((name) => name !== 'gantry')) installPeers();
  const { places, versions, gantry } = await startServers(new Set(wanted.map(({ server }) => server)), PACKAGES, stops);
  places.gantry = { url: gantry.url, token: gantry.apiToken, pids: [gantry.pid] };
  const here = wanted.filter(({ server }) => places[server]);
  const got = here.map((): (Measured | undefined)[] => []);
  for (let round = 1; round <= rounds; round++)
    for (const [i, { driver, mode, server, says }] of here.entries()) {
      process.stderr.write(`round ${round} of ${rounds}: ${says}\n`);
      const { url, token, pids } = places[server]!;
      const name = `h${round}x${i}`;
      const spec = { driver, mode, name, url, token, pids, inFlight: size.agents, backlog: size.jobs };
      got[i]!.push(await inClient({ ...spec, ...WINDOWS, samples: size.samples }));
    }
  const rows = here.map((one, i) => rowOf(one, got[i]!)).filter((_, i) => got[i]!.some(Boolean));
  const withRatios = rows.map((row) => ({ ...row, ratio: ratioTo(row, rows) ?? null }));
  const found = { bench: 'jobs', rounds, ...size, versions, rows: withRatios };
  process.stdout.write(
    values.json ? `${JSON.stringify(found)}\n` : `${heading(rounds, versions)}\n${text(rows, size)}`,
  );
} finally {
  for (const stop of stops) await stop();
}
