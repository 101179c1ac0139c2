/** The servers that contestants need: each started when it is installed, told with its package and left out when it is not. */
import { versionOf } from '../peers/install.ts';
import { postgres } from '../peers/postgres.ts';
import { redis, type Server } from '../peers/redis.ts';
import type { ServerName } from '../queue/contestants.ts';
import type { Place } from '../queue/measure.ts';
import { type Fleet, fleet } from './fleet.ts';

export interface Servers {
  places: Partial<Record<ServerName, Place>>;
  versions: Record<string, string>;
  /** Ours. */
  gantry: Fleet;
}

/** `stops` gets what ends them; `peers`: packages whose versions are to be told. */
export async function startServers(
  names: ReadonlySet<ServerName>,
  peers: readonly string[],
  stops: (() => Promise<void>)[],
): Promise<Servers> {
  const places: Servers['places'] = { none: { url: '', token: '', pids: [] } };
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
  const gantry = await fleet();
  stops.push(gantry.stop);
  for (const name of peers) versions[name] = versionOf(name);
  return { places, versions, gantry };
}

/** One line over the tables. */
export function heading(rounds: number, versions: Record<string, string>): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `medians of ${rounds} interleaved rounds; ${list.join(', ')}\n`;
}
