/**
 * Gantry's resource queues beside plainjob, pg-boss, graphile-worker and BullMQ, and beside its own statements without
 * Gantry: the same work, side by side in one run, every client in another process, rounds interleaved, medians. The ratio
 * is what counts. `node bench/queue.ts [--json] [--quick] [--only gantry,bullmq-always]`; docs/benchmarks.md says how.
 */
import { parseArgs } from 'node:util';
import { heading, startServers } from './parts/servers.ts';
import { installPeers } from './peers/install.ts';
import { contestants, type ServerName, windowsOf } from './queue/contestants.ts';
import { Floors } from './queue/floor.ts';
import { measure, type Place } from './queue/measure.ts';
import { text, verdicts } from './queue/report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
const peers = [...new Set(contestants.map((c) => c.peer)), 'floor'];
const only = values.only?.split(',') ?? peers;
const unknown = only.filter((name) => !peers.includes(name));
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`--only takes some of ${peers.join(',')}; --rounds a whole number from 1\n`);
  process.exit(2);
}
const wanted = contestants.filter((c) => only.includes(c.peer) || c.peer === 'gantry');

const PEERS = ['plainjob', 'pg-boss', 'graphile-worker', 'bullmq'];
const stops: (() => Promise<void>)[] = [];
try {
  if (wanted.some((c) => c.peer !== 'gantry')) installPeers();
  const { places, versions } = await servers(new Set(wanted.map((c) => c.server)));
  const here = wanted.filter((c) => places[c.server] !== undefined);
  const floor = new Floors(only.includes('floor') ? [1, 8, 64] : []);
  const afterCycles = (at: number) => floor.measure(at);
  const rows = await measure(here, places as Record<string, Place>, {
    rounds,
    afterCycles,
    ...windowsOf(values.quick),
  });
  const floors = floor.beside(rows);
  const found = { bench: 'queue', rounds, versions, rows, floors, targets: verdicts(rows, floors) };
  process.stdout.write(
    values.json ? `${JSON.stringify(found)}\n` : `${heading(rounds, versions)}\n${text(rows, floors)}`,
  );
} finally {
  for (const stop of stops) await stop();
}

async function servers(names: Set<ServerName>) {
  const { places, versions, gantry } = await startServers(names, PEERS, stops);
  const { url, token, pid, api } = gantry;
  places.gantry = { url, token, pids: [pid], prepare: (name) => api('queue.create', { name, attemptLimit: 3 }) };
  return { places, versions };
}
