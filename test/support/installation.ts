/** A real installation for end-to-end tests: coordinator and agents are processes of `gantry`, the CLI is signed in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, apiFor } from '../../bin/api.ts';
import { folder } from './folder.ts';
import { kill, processesIn } from './processes.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** ms: generous, for a slow machine with two cores that others use as well. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 40_000;

export interface Ran {
  code: number | null;
  /** Standard output, without the last line break. */
  out: string;
  err: string;
  /** Standard output as JSON. */
  json<T = unknown>(): T;
}

export interface Program {
  process: ChildProcess;
  out: string;
  err: string;
  exit: Promise<number | null>;
}

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Its input stays open: what is said to it comes later. */
  talks?: boolean;
}

const alive = new Set<string>();
process.on('exit', () => {
  for (const inside of alive) for (const { pid } of processesIn(inside)) kill(pid);
});

export class Installation {
  readonly folder = folder('e2e');
  /** What stands behind `node`: the checkout's, or an installed one. */
  readonly program: string;
  url = '';
  /** The first start's sign-in link. */
  link = '';
  coordinator: Program | undefined;
  readonly agents = new Map<string, Program>();

  constructor(program = join(ROOT, 'bin', 'gantry.ts')) {
    this.program = program;
    for (const name of ['tmp', 'config', 'home', 'compiled']) mkdirSync(join(this.folder, name));
    alive.add(this.folder);
  }

  /** Coordinator started, CLI signed in as administrator; one agent per name, in the pool `all`. */
  static async start(agents: string[] = [], program?: string): Promise<Installation> {
    const made = new Installation(program);
    await made.startCoordinator();
    await made.ok('login', '--link', made.link);
    await made.ok('pool', 'create', 'all');
    for (const name of agents) await made.addAgent(name);
    return made;
  }

  get token(): string {
    const file = join(this.folder, 'config', 'gantry', 'login.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { token: string }).token;
  }

  get api(): Api {
    return apiFor({ url: this.url, token: this.token });
  }

  /** Nothing of the test's own environment but PATH: what is found is what a user would find. (Compiled code only saves time.) */
  environment(more: Record<string, string> = {}): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'tmp'),
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_DATA_HOME: join(this.folder, 'data'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(this.folder, 'compiled'),
      NODE_NO_WARNINGS: '1',
      LANG: 'C.UTF-8',
      ...more,
    };
  }

  /** Starts `gantry …` and lets it run. */
  launch(args: string[], options: RunOptions = {}): Program {
    return this.launchNode([this.program, ...args], options);
  }

  /** Starts any program of Node and lets it run. */
  launchNode(args: string[], options: RunOptions = {}): Program {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? this.folder,
      env: this.environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exit = new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    const started: Program = { process: child, out: '', err: '', exit };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (started.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (started.err += text));
    child.stdin.on('error', () => {}); // it may end without reading
    if (!options.talks) child.stdin.end(options.input ?? '');
    return started;
  }

  async run(args: string[], options: RunOptions = {}): Promise<Ran> {
    const program = this.launch(args, options);
    const code = await program.exit;
    const { err } = program;
    const out = program.out.replace(/\n$/, '');
    return { code, out, err, json: <T>() => parse<T>(out, args) };
  }

  /** As a user types it; the result is for the test to judge. */
  gantry(...args: string[]): Promise<Ran> {
    return this.run(args);
  }

  /** As a user types it, and it must succeed. */
  async ok(...args: string[]): Promise<Ran> {
    const ran = await this.run(args);
    if (ran.code !== 0) throw new Error(`gantry ${args.join(' ')} ended with ${ran.code}:\n${ran.out}\n${ran.err}`);
    return ran;
  }

  /** What `--json` prints, parsed. */
  async json<T = unknown>(...args: string[]): Promise<T> {
    return (await this.ok(...args, '--json')).json<T>();
  }

  /** Where the coordinator keeps everything. */
  get coordinatorFolder(): string {
    return join(this.folder, 'coordinator');
  }

  /** The address that agents are enrolled at. */
  get agentUrl(): string {
    return this.url;
  }

  /** Starts the coordinator, or starts it again at the same address on the same folder. */
  async startCoordinator(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const program = this.launchCoordinator(port);
    this.coordinator = program;
    const line = await until(
      'the coordinator is ready',
      () => /^\{"url".*\}$/m.exec(program.out)?.[0] ?? ended(program, 'the coordinator'),
      START_LIMIT_MS,
    );
    const ready = JSON.parse(line) as { url: string; link?: string };
    this.url = ready.url;
    this.link = ready.link ?? this.link;
  }

  launchCoordinator(port: string): Program {
    return this.launch(['coordinator', 'start', '--data', this.coordinatorFolder, '--port', port, '--json']);
  }

  async addAgent(name: string, pool = 'all'): Promise<void> {
    const { token } = await this.json<{ token: string }>('robot', 'invite', '--name', name, '--pool', pool);
    const data = this.agentFolder(name);
    await this.ok('agent', 'enroll', '--url', this.agentUrl, '--token', token, '--name', name, '--data', data);
    await this.startAgent(name);
  }

  agentFolder(name: string): string {
    return join(this.folder, name);
  }

  /** Starts an enrolled agent and waits until its robot is not offline any more. */
  async startAgent(name: string): Promise<void> {
    const program = this.launch(['agent', 'start', '--data', this.agentFolder(name)]);
    this.agents.set(name, program);
    const online = async () => {
      ended(program, `agent ${name}`);
      const { items } = await this.api.call('robot.list', {});
      return items.some((r) => r.name === name && r.state !== 'offline');
    };
    await until(`the robot ${name} is online`, online, START_LIMIT_MS);
  }

  /** A package folder with these files; the manifest is completed. */
  packageFolder(name: string, files: Record<string, string>, manifest: object = {}): string {
    const path = join(this.folder, 'packages', name);
    mkdirSync(path, { recursive: true });
    const whole = { name, version: '1.0.0', command: ['node', 'main.mjs'], ...manifest };
    for (const [file, text] of Object.entries({ 'process.json': JSON.stringify(whole), ...files }))
      writeFileSync(join(path, file), text);
    return path;
  }

  /** Publishes a package made here and deploys it under its own name on the pool `all`. */
  async deployPackage(name: string, files: Record<string, string>, manifest: object = {}): Promise<void> {
    await this.ok('publish', this.packageFolder(name, files, manifest));
    await this.ok('deploy', name, '--package', name, '--pool', 'all', '--retries', '2');
  }

  /**
   * Ends agents, then waits for what still reports, then ends the coordinator. Returns what was alive after all and had to
   * be killed: a test asserts that it is nothing. Twice is fine, without waiting.
   */
  async stop(): Promise<string[]> {
    if (!alive.has(this.folder)) return [];
    for (const { process: child } of this.agents.values()) child.kill('SIGTERM');
    await Promise.all([...this.agents.values()].map((agent) => agent.exit));
    this.agents.clear();
    const supervisors = () => processesIn(this.folder).filter((p) => p.pid !== this.coordinator?.process.pid);
    await settled(() => supervisors().length === 0);
    this.coordinator?.process.kill('SIGTERM');
    await this.coordinator?.exit;
    const left = processesIn(this.folder);
    for (const { pid } of left) kill(pid);
    alive.delete(this.folder);
    return left.map((p) => `${p.pid} ${p.command}`);
  }
}

async function settled(done: () => boolean): Promise<void> {
  try {
    await until('no process of a run is alive', done, STOP_LIMIT_MS);
  } catch {
    // said by stop(), which names the processes and ends them
  }
}

function ended(program: Program, what: string): undefined {
  const { exitCode, signalCode } = program.process;
  if (exitCode !== null || signalCode !== null)
    throw new Error(`${what} ended with ${exitCode ?? signalCode}:\n${program.out}\n${program.err}`);
  return undefined;
}

function parse<T>(text: string, args: string[]): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Error(`gantry ${args.join(' ')} printed no JSON:\n${text}`, { cause });
  }
}
