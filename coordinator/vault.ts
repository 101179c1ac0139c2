/** Seals secrets before a rule sees them and opens them after the commit, on their way to the run that may have them (X6). */
import type { Result } from '../protocol/contract.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import { valueProblem } from '../protocol/manifest.ts';
import { say } from '../protocol/sentence.ts';
import type { SealedText } from '../protocol/shapes-asset.ts';
import { currentKey } from './domain/secret.ts';
import type { MasterKey, MasterKeys } from './master-keys.ts';
import { seal, unseal } from './seal.ts';
import type { Store } from './store/store.ts';

type Order = Result<'run.accept'>;

/** A secret, and what it belongs to. */
interface Owned {
  value: Json;
  owner: string;
}

/** Times that a secret is sealed anew because a rotation went by. */
const MAX_TRIES = 5;

export class Vault {
  readonly #store: Store;
  readonly #keys: MasterKeys;

  constructor(store: Store, keys: MasterKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  /** `keep` gets the value sealed for its owner; again if the master key was changed before it was kept. */
  sealed<R>(value: Json, owner: string, keep: (sealed: SealedText) => Promise<R>): Promise<R> {
    return this.allSealed([{ value, owner }], ([sealed]) => keep(sealed!));
  }

  /** The same for several values, in their order. */
  async allSealed<R>(values: readonly Owned[], keep: (sealed: SealedText[]) => Promise<R>): Promise<R> {
    for (let tries = 1; ; tries++) {
      const key = await this.#current();
      try {
        return await keep(values.map(({ value, owner }) => seal(JSON.stringify(value), owner, key)));
      } catch (error) {
        const meanwhile = error instanceof GantryError && error.code === 'Conflict' && error.retry === 'later';
        if (!meanwhile || tries === MAX_TRIES) throw error;
      }
    }
  }

  /** The value, or `Unavailable` that says what to do about the key. */
  open(sealed: SealedText): Json {
    const key = this.#keys.find(sealed.key) ?? this.#missing(sealed.key);
    try {
      return JSON.parse(unseal(sealed, key)) as Json;
    } catch {
      // What the cipher says of it helps nobody, and must not carry a piece of it into a log.
      return refuse(
        'Unavailable',
        say`the sealed value ${{ sealed: sealed.id }} was damaged or belongs elsewhere; set it anew`,
      );
    }
  }

  /** The order with the secrets in it, or with the reason why its run cannot begin (J7). */
  opened({ sealed = {}, ...order }: Order): Order {
    if (order.refusal !== undefined) return order;
    const params = { ...order.params };
    for (const [name, text] of Object.entries(sealed)) {
      const refusal = this.#into(params, name, text, order);
      if (refusal !== undefined) return { ...order, refusal };
    }
    return { ...order, params };
  }

  #into(params: Record<string, Json>, name: string, text: SealedText, { manifest }: Order): string | undefined {
    try {
      const value = this.open(text);
      const parameter = manifest.parameters.find((p) => p.name === name);
      const problem = parameter && valueProblem(parameter, value);
      if (problem !== undefined) return `the secret for the parameter ${name} does not fit: ${problem}`;
      params[name] = value;
      return undefined;
    } catch (error) {
      if (error instanceof GantryError)
        return `the secret for the parameter ${name} cannot be opened: ${error.message}`;
      throw error;
    }
  }

  /** What new secrets are sealed under; made at the first secret of all. */
  async #current(): Promise<MasterKey> {
    const wanted = await this.#store.read(currentKey);
    if (wanted === undefined) return this.#keys.list()[0] ?? this.#keys.make();
    return this.#keys.find(wanted) ?? this.#missing(wanted);
  }

  #missing(id: string): never {
    return refuse(
      'Unavailable',
      say`the master key ${{ id }}, which secrets here are sealed under, is not in ${{ place: this.#keys.place }}: put it back; if it is lost for good, "gantry coordinator rotate-key --lost" begins with a new one`,
    );
  }
}
