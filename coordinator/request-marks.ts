/**
 * Marks by which a repeated request with credentials is known again (S10) without the request being kept: keyed digests. The
 * key is a sealed secret like others, so that who has the database alone cannot try out credentials on them (X6).
 */
import { createHmac, randomBytes } from 'node:crypto';
import { GantryError } from '../protocol/errors.ts';
import type { Core } from './core.ts';
import { requestKey } from './domain/secret.ts';
import type { Vault } from './vault.ts';

const KEY_BYTES = 32;
const OWNER = 'request marks';

export class RequestMarks {
  readonly #core: Core;
  readonly #vault: Vault;
  #key: Promise<Buffer> | undefined;

  constructor(core: Core, vault: Vault) {
    this.#core = core;
    this.#vault = vault;
  }

  /** The same for the same text, for as long as this installation has its secrets. */
  async of(text: string): Promise<string> {
    this.#key ??= this.#find();
    try {
      return createHmac('sha256', await this.#key)
        .update(text)
        .digest('base64url');
    } catch (error) {
      this.#key = undefined; // the next request tries again
      throw error;
    }
  }

  async #find(): Promise<Buffer> {
    const kept = await this.#core.store.read(requestKey);
    const opened = kept && this.#opened(kept);
    if (opened) return opened;
    const made = randomBytes(KEY_BYTES).toString('base64');
    const replaces = kept?.id ?? '';
    const { sealed } = await this.#vault.sealed(made, OWNER, (fresh) =>
      this.#core.system('secret.requestKey', { sealed: fresh, replaces }),
    );
    return Buffer.from(this.#vault.open(sealed) as string, 'base64');
  }

  /** `undefined`: its master key is not here. If that is only away, sealing a new one is refused, too. */
  #opened(sealed: Parameters<Vault['open']>[0]): Buffer | undefined {
    try {
      return Buffer.from(this.#vault.open(sealed) as string, 'base64');
    } catch (error) {
      if (error instanceof GantryError) return undefined;
      throw error;
    }
  }
}
