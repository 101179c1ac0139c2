/** A redis-server of our own for BullMQ: append file on, synced as asked, nothing else changed. */
import { execFileSync } from 'node:child_process';
import { folder } from '../../test/support/folder.ts';
import { until } from '../../test/support/until.ts';
import { type Child, freePort, start } from '../parts/child.ts';

export interface Server {
  url: string;
  pids: number[];
  /** As the program says it. */
  version: string;
  stop(): Promise<void>;
}

/** `undefined` when redis-server is not installed. */
export async function redis(sync: 'always' | 'everysec'): Promise<Server | undefined> {
  const version = versionOf('redis-server');
  if (version === undefined) return undefined;
  const port = await freePort();
  const durable = ['--appendonly', 'yes', '--appendfsync', sync, '--save', ''];
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder('redis')];
  const child = start('redis-server', [...place, ...durable, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  await until('redis-server answers', () => answers(port, child));
  return { url: `redis://127.0.0.1:${port}`, pids: [child.pid], version, stop: () => child.stop() };
}

/** First number in `program --version`; `undefined` when there is no such program. */
export function versionOf(program: string): string | undefined {
  try {
    return /\d+(\.\d+)+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown';
  } catch {
    return undefined; // not installed: the caller says what to install
  }
}

async function answers(port: number, child: Child): Promise<boolean> {
  if (child.process.exitCode !== null) throw new Error(`redis-server ended with ${child.process.exitCode}`);
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
