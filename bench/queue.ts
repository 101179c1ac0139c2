/**
 * Gantry's resource queues beside plainjob, pg-boss, graphile-worker and BullMQ, and beside its own statements without
 * Gantry: the same work, side by side in one run, every client in another process, rounds interleaved, medians. The ratio
 * is what counts. `node bench/queue.ts [--json] [--quick] [--only gantry,bullmq-always]`; docs/benchmarks.md says how.
 */
import { parseArgs } from 'node:util';
import { fleet } from './parts/fleet.ts';
import { installPeers, versionOf } from './peers/install.ts';
import { postgres } from './peers/postgres.ts';
import { redis, type Server } from './peers/redis.ts';
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
  process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : `${heading(versions)}\n${text(rows, floors)}`);
} finally {
  for (const stop of stops) await stop();
}

/** Starts what the contestants need; a server that is not installed is told with its package and left out. */
async function servers(names: Set<ServerName>) {
  const places: Partial<Record<ServerName, Place>> = { none: { url: '', token: '', pids: [] } };
  const versions: Record<string, string> = { node: process.version };
  const add = (name: ServerName, server: Server | undefined, title: string, install: string) => {
    if (server) {
      stops.push(() => server.stop());
      places[name] = { url: server.url, token: '', pids: server.pids };
      versions[title] = server.version;
    } else process.stderr.write(`${title} is not installed, left out; install it: apt-get install -y ${install}\n`);
  };
  if (names.has('postgres')) add('postgres', await postgres(), 'PostgreSQL', 'postgresql');
  if (names.has('redis-always')) add('redis-always', await redis('always'), 'Redis', 'redis-server');
  if (names.has('redis-everysec')) add('redis-everysec', await redis('everysec'), 'Redis', 'redis-server');
  const { url, token, pid, api, stop } = await fleet();
  stops.push(stop);
  places.gantry = { url, token, pids: [pid], prepare: (name) => api('queue.create', { name, attemptLimit: 3 }) };
  for (const name of ['plainjob', 'pg-boss', 'graphile-worker', 'bullmq']) versions[name] = versionOf(name);
  return { places, versions };
}

function heading(versions: Record<string, string>): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `medians of ${rounds} interleaved rounds; ${list.join(', ')}\n`;
}
