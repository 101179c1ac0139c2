/**
 * A script in a process of its own beside a supervisor faked over a real local socket: what it was told is kept in
 * order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { folder } from '../../support/folder.ts';

export type Entry = Record<string, unknown> & { do: string; id?: number };

export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

const SDK = join(import.meta.dirname, '../../../sdk/index.ts');

/** A folder in which `import … from 'gantry'` finds the SDK, as the agent's shim does it. */
export function packageFolder(files: Record<string, string>): string {
  const at = folder('script');
  mkdirSync(join(at, 'node_modules/gantry'), { recursive: true });
  const manifest = JSON.stringify({ name: 'gantry', type: 'module', exports: './index.js' });
  writeFileSync(join(at, 'node_modules/gantry/package.json'), manifest);
  writeFileSync(join(at, 'node_modules/gantry/index.js'), `export * from ${JSON.stringify(SDK)};\n`);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(at, name), content);
  return at;
}

export class ScriptProcess {
  readonly told: Entry[] = [];
  readonly sockets = new Set<Socket>();
  /** Answers to requests: `ok`, or throw a wire error; `undefined` = no answer. */
  answer: (entry: Entry) => unknown = () => ({});
  child: ChildProcess | undefined;
  #server: Server | undefined;

  /** Runs `source` as main.mjs (or `file` of `at`), with the local socket unless `alone`. */
  async run(source: string, env: Record<string, string> = {}, alone = false): Promise<Ended> {
    const at = packageFolder({ 'main.mjs': source });
    return this.runIn(at, ['main.mjs'], env, alone);
  }

  async runIn(at: string, argv: string[], env: Record<string, string>, alone = false): Promise<Ended> {
    const path = join(at, 's');
    this.#server = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve) => this.#server!.listen(path, resolve));
    const all = { PATH: process.env.PATH ?? '', ...(alone ? {} : { GANTRY_SOCKET: path }), ...env };
    const child = spawn(process.execPath, argv, { cwd: at, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (c, s) => resolve([c, s])),
    );
    await Promise.all([...this.sockets].map((s) => new Promise((resolve) => s.once('close', resolve))));
    await new Promise((resolve) => this.#server!.close(resolve));
    return { code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
  }

  send(message: unknown): void {
    for (const socket of this.sockets) socket.write(`${JSON.stringify(message)}\n`);
  }

  #accept(socket: Socket): void {
    this.sockets.add(socket);
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#line(socket, JSON.parse(line) as Entry);
    });
    socket.on('error', () => {}); // a killed script; `close` follows
    socket.on('close', () => this.sockets.delete(socket));
  }

  #line(socket: Socket, entry: Entry): void {
    this.told.push(entry);
    if (typeof entry.id !== 'number') return;
    try {
      const ok = this.answer(entry);
      if (ok !== undefined) socket.write(`${JSON.stringify({ re: entry.id, ok })}\n`);
    } catch (err) {
      socket.write(`${JSON.stringify({ re: entry.id, err })}\n`);
    }
  }
}
