/**
 * Another master key (X6): the new one is on the disk, then no secret is sealed under another any more, then all data keys
 * are wrapped by it a portion at a time, then the old one is forgotten. Whatever stops it, the next start goes on with it.
 */
import type { Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import { say } from '../protocol/sentence.ts';
import type { Core } from './core.ts';
import type { SecretRow } from './domain/rows.ts';
import { currentKey } from './domain/secret.ts';
import type { Behalf } from './domain/view.ts';
import type { MasterKey, MasterKeys } from './master-keys.ts';
import { rewrap } from './seal.ts';

/** Secrets of one portion: others get their turn in between. */
const PORTION = 100;

export class KeyRotation {
  readonly #core: Core;
  readonly #keys: MasterKeys;
  #working: Promise<number> | undefined;
  #stopped = false;

  constructor(core: Core, keys: MasterKeys) {
    this.#core = core;
    this.#keys = keys;
  }

  /**
   * Goes on with what a stop interrupted, or with a key that the operator put before the others, while people are served.
   * Never fails a start.
   */
  async start(): Promise<void> {
    try {
      const current = await this.#core.store.read(currentKey);
      if (current === undefined) return;
      const [newest, ...older] = this.#keys.list();
      if (!newest || !this.#keys.find(current))
        this.#core.log.error(
          { key: current, place: this.#keys.place },
          'the master key of the sealed secrets is missing: assets that are secret cannot be read',
        );
      else if (newest.id !== current || (older.length > 0 && !this.#keys.given))
        this.#once(newest).catch((error: unknown) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Resolves when no portion is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working?.catch(() => {}); // whoever asked for it was told
  }

  async rotate(lost: boolean, behalf: Behalf): Promise<Result<'key.rotate'>> {
    if (this.#working) refuse('Conflict', 'a new master key is being put in place already; wait until it is done');
    if (this.#keys.given && !lost)
      refuse(
        'IllegalState',
        'the master key is in GANTRY_MASTER_KEY: put a new one before it, with a comma between them, and start again',
      );
    const current = await this.#core.store.read(currentKey);
    if (current !== undefined && !this.#keys.find(current) && !lost)
      refuse(
        'Unavailable',
        say`the master key ${{ current }} is not in ${{ place: this.#keys.place }}: put it back; if it is lost for good, say --lost: what is sealed under it must be set anew`,
      );
    const key = this.#keys.given ? this.#keys.list()[0]! : this.#keys.make();
    return { key: key.id, rewrapped: await this.#once(key, behalf) };
  }

  #failed(error: unknown): void {
    this.#core.log.error({ err: error }, 'the master keys are not in order: secrets that need them cannot be read');
  }

  #once(to: MasterKey, behalf?: Behalf): Promise<number> {
    this.#working ??= this.#moveTo(to, behalf).finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #moveTo(to: MasterKey, behalf: Behalf | undefined): Promise<number> {
    await this.#core.system('key.chosen', { key: to.id }, behalf);
    let rewrapped = 0;
    for (const from of this.#keys.list().filter((key) => key.id !== to.id))
      for (let portion = PORTION; portion === PORTION; rewrapped += portion) portion = await this.#portion(from, to);
    if (!this.#keys.given) this.#keys.keepOnly(to.id);
    const next = this.#keys.given ? 'take the older ones out of GANTRY_MASTER_KEY' : undefined;
    this.#core.log.info({ key: to.id, rewrapped, next }, 'all secrets are under the newest master key');
    return rewrapped;
  }

  async #portion(from: MasterKey, to: MasterKey): Promise<number> {
    if (this.#stopped)
      refuse('Unavailable', 'the coordinator stops; the new master key is put in place at its next start');
    const rows = await this.#core.store.read((view) => view.pick('secretsUnder', { key: from.id }, PORTION));
    const items = rows.map((row) => ({
      id: row.id,
      from: from.id,
      key: to.id,
      wrapped: this.#rewrapped(row, from, to),
    }));
    if (items.length > 0) await this.#core.system('secret.rewrapped', { items });
    return items.length;
  }

  /** One that was damaged cannot be wrapped anew: it keeps its text, which opens as little as before. */
  #rewrapped(row: Readonly<SecretRow>, from: MasterKey, to: MasterKey): string {
    try {
      return rewrap(row, from, to);
    } catch {
      this.#core.log.error({ sealed: row.id }, 'a sealed value was damaged; set it anew');
      return row.wrapped;
    }
  }
}
