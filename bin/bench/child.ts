/** A process of this very `gantry` that a bench starts: orders go to it as messages, and it ends when its parent does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { GantryError } from '../../protocol/errors.ts';

/** ms a child gets after it was told to end. */
const STOP_GRACE_MS = 8_000;

export class Child<Order, Told> {
  readonly #process: ChildProcess;
  readonly #name: string;
  #listen: (told: Told) => void = () => {};
  #fail: (error: Error) => void = () => {};
  #ending = false;

  /** `args`: of `gantry`. */
  constructor(name: string, args: string[]) {
    this.#name = name;
    this.#process = spawn(process.execPath, [process.argv[1]!, ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.on('message', (told) => this.#listen(told as Told));
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('exit', (code, signal) => {
      if (!this.#ending) this.#fail(new GantryError('Internal', `${this.#name} ended by itself (${code ?? signal})`));
    });
  }

  /** Sends `order`, if there is one, and resolves with the first message for which `answer` is true; others go to `between`. */
  ask(
    order: Order | undefined,
    answer: (told: Told) => boolean,
    between: (told: Told) => void = () => {},
  ): Promise<Told> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#listen = (told) => (answer(told) ? resolve(told) : between(told));
      if (order !== undefined) this.#process.send(order as object);
    });
  }

  /** Its end; by force when it takes too long. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#ending = true;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(timer);
  }
}
