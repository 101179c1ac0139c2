/** A PostgreSQL of our own for pg-boss and graphile-worker, as initdb makes it: default durability, nothing tuned. */
import { execFileSync } from 'node:child_process';
import { chownSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../../test/support/folder.ts';
import { until } from '../../test/support/until.ts';
import { freePort, start } from '../parts/child.ts';
import { type Server, versionOf } from './redis.ts';

/** `undefined` when PostgreSQL is not installed. */
export async function postgres(): Promise<Server | undefined> {
  const bin = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
  const version = bin && versionOf(join(bin, 'postgres'));
  if (!bin || !version) return undefined;
  const account = unprivileged();
  const data = folder('postgres');
  if (account.uid !== undefined) chownSync(data, account.uid, account.gid!);
  const options = { ...account, stdio: 'ignore', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } } as const;
  const initdb = ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale', 'C'];
  execFileSync(join(bin, 'initdb'), initdb, { ...options, cwd: data });
  const port = await freePort();
  const args = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', data];
  const child = start(join(bin, 'postgres'), args, { ...options, cwd: data });
  await until('PostgreSQL is ready', () => isReady(join(bin, 'pg_isready'), port));
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  // SIGINT is its fast shutdown: it does not wait for clients to leave
  return { url, pids: [child.pid], version, stop: () => child.stop('SIGINT') };
}

function isReady(program: string, port: number): boolean {
  try {
    execFileSync(program, ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'bench'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not yet
  }
}

/** It refuses to run as root: then it runs as the account of the distribution's package. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith('postgres:'));
  if (!line)
    throw new Error('PostgreSQL does not run as root, and there is no account "postgres": run as another user');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
