/** A supervisor started as its agent starts it, against a fake coordinator; everything is ended after each test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wallMs } from '../../../agent/clock.ts';
import { supervisorEnvironment } from '../../../agent/config.ts';
import type { RunFile } from '../../../agent/run-folder.ts';
import { FakeCoordinator } from '../../support/fake-coordinator.ts';
import { folder } from '../../support/folder.ts';
import { archiveOf, DEFAULT_SETTINGS, endRuns, NO_TOOLS, type OrderParts, orderOf } from './scene.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'agent', 'supervisor', 'main.ts');

export interface Supervised {
  child: ChildProcess;
  /** Resolves with the supervisor's exit code. */
  gone: Promise<number | null>;
}
export interface Begun extends Supervised {
  run: string;
  folder: string;
}

export class Supervision {
  readonly coordinator = new FakeCoordinator();
  readonly data = folder('agent');
  readonly #started: ChildProcess[] = [];

  async start(): Promise<this> {
    await this.coordinator.start();
    return this;
  }

  async stop(): Promise<void> {
    await endRuns(this.data);
    for (const child of this.#started) child.kill('SIGKILL');
    await this.coordinator.stop();
  }

  /** A supervisor for a package of these files. */
  async begin(files: Record<string, string>, command: string[], parts: OrderParts = {}): Promise<Begun> {
    const { coordinator, data } = this;
    const archive = await archiveOf(files);
    const order = orderOf(archive, command, parts);
    coordinator.know(order, archive);
    const runFolder = join(data, 'runs', order.run);
    mkdirSync(runFolder, { recursive: true });
    const settings = { ...DEFAULT_SETTINGS };
    const file: RunFile = { order, url: coordinator.url, data, startedAt: wallMs(), settings, tools: NO_TOOLS };
    writeFileSync(join(runFolder, 'order.json'), JSON.stringify(file), { mode: 0o600 });
    return { run: order.run, folder: runFolder, ...this.supervise(runFolder) };
  }

  supervise(runFolder: string): Supervised {
    const env = { ...supervisorEnvironment(), SECRET_OF_AGENT: 'must not be seen' };
    const child = spawn(process.execPath, [MAIN, runFolder], { env, stdio: 'ignore', detached: true });
    this.#started.push(child);
    return { child, gone: new Promise((resolve) => child.on('exit', resolve)) };
  }
}

export const shell = (script: string): Record<string, string> => ({ 'main.sh': `#!/bin/sh\n${script}\n` });
