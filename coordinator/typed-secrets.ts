/**
 * Seals the credentials that people and scripts type into deployments, schedules and jobs (X6): after a request was checked
 * and before any rule sees it. From here on there is nothing that could be kept, logged or shown.
 */
import { GantryError } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { SealedText } from '../protocol/shapes-asset.ts';
import type { Core } from './core.ts';
import { credentialsIn, maybeCredentials } from './domain/credentials-in.ts';
import { MASK } from './domain/job-params.ts';
import { typedOwner } from './domain/typed-value.ts';
import type { RequestMarks } from './request-marks.ts';
import type { Vault } from './vault.ts';

/** A request whose credentials were taken out of its parameters. */
export interface SealedRequest {
  params: unknown;
  sealed: Record<string, SealedText> | undefined;
  /** What stands for the credentials where two requests are compared: '' = there are none. */
  mark: string;
}

interface Typing {
  verb: string;
  /** Checked by the contract. */
  params: unknown;
  workspace: string;
  /** Whoever asks may ask again, and wants to be known again. */
  marked: boolean;
}

/** Does it need a look at all? Most requests have no value that could be a credential, and go on at once. */
export const mayHoldCredentials = (verb: string, params: unknown): boolean =>
  Object.keys(maybeCredentials(verb, params)).length > 0;

export class TypedSecrets {
  readonly #core: Pick<Core, 'store'>;
  readonly #vault: Vault;
  readonly #marks: RequestMarks;

  constructor(core: Pick<Core, 'store'>, vault: Vault, marks: RequestMarks) {
    this.#core = core;
    this.#vault = vault;
    this.#marks = marks;
  }

  /** `ask` gets the request without its credentials; again if the master key was changed before they were kept. */
  async sealed<R>(typing: Typing, ask: (request: SealedRequest) => Promise<R>): Promise<R> {
    const { params } = typing;
    const credentials = Object.entries(await this.#credentialsIn(typing));
    if (credentials.length === 0) return ask({ params, sealed: undefined, mark: '' });
    const names = credentials.map(([name]) => name);
    const mark = typing.marked ? await this.#marks.of(JSON.stringify(credentials)) : '';
    const owned = credentials.map(([name, value]) => ({ value, owner: typedOwner(name) }));
    return this.#vault.allSealed(owned, (texts) => {
      const sealed = Object.fromEntries(names.map((name, i) => [name, texts[i]!]));
      return ask({ params: withoutCredentials(params, names), sealed, mark });
    });
  }

  /** What its rule is going to refuse has none: the rule has the better words. */
  async #credentialsIn({ verb, params, workspace }: Typing): Promise<Record<string, Json>> {
    try {
      return await this.#core.store.read((view) => credentialsIn(view, workspace, verb, params));
    } catch (error) {
      if (error instanceof GantryError) return {};
      throw error;
    }
  }
}

function withoutCredentials(request: unknown, names: readonly string[]): unknown {
  const { params, ...rest } = request as { params: Record<string, Json> };
  return { ...rest, params: { ...params, ...Object.fromEntries(names.map((name) => [name, MASK])) } };
}
