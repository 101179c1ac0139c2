/** Notes refused attempts in the audit (X11): who tried what, from where, and why not. Bounded: a flood is counted, not kept. */
import { contract, isVerb } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import type { Author } from '../protocol/fields.ts';
import { type Core, WORKSPACE } from './core.ts';
import { auditTarget } from './domain/audit-target.ts';
import { findByName } from './domain/unique-name.ts';
import type { Asker } from './router.ts';
import type { Look } from './store/store.ts';

/** Entries a minute; of more only how many is told, with the next one. */
const MOST_A_MINUTE = 120;
const MINUTE_MS = 60_000;
/** Refusals that say nothing of what somebody wanted: a typing error, a wait that was over, too much at once. */
const UNTOLD = new Set(['ValidationError', 'LockTimeout', 'TooMany', 'Unavailable', 'Internal']);
/** Services whose refusal matters: the way in. */
const WAYS_IN = new Set(['session.signIn', 'session.useLink', 'agent.enrol']);

export class Refusals {
  readonly #core: Core;
  #minute = 0;
  #told = 0;
  #untold = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** `error`: what the request came to; most are nothing for the audit. */
  note(verb: string, params: unknown, { who, from }: Pick<Asker, 'who' | 'from'>, error: unknown): void {
    if (!(error instanceof GantryError) || UNTOLD.has(error.code) || !isVerb(verb)) return;
    const told = who.kind === 'person' ? contract[verb].kind !== 'read' : WAYS_IN.has(verb);
    if (!told || !this.#mayTell()) return;
    this.#tell(verb, params, { who, from }, error).catch((cause: unknown) =>
      this.#core.log.error({ err: cause, verb }, 'a refused attempt could not be noted in the audit'),
    );
  }

  #mayTell(): boolean {
    const minute = Math.floor(this.#core.clock.monotonic() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#told = 0;
    }
    if (this.#told < MOST_A_MINUTE) return ++this.#told > 0;
    this.#untold++;
    return false;
  }

  async #tell(verb: string, params: unknown, asker: Pick<Asker, 'who' | 'from'>, error: GantryError): Promise<void> {
    const by = await this.#core.store.read((view) => actorOf(view, params, asker.who));
    const more = this.#untold > 0 ? ` (and ${this.#untold} more refusals since the last that was noted)` : '';
    this.#untold = 0;
    const actor = by.id === SOMEBODY.id ? '' : by.id;
    const target = auditTarget(verb, WAYS_IN.has(verb) ? {} : params);
    const { code, message } = error;
    await this.#core.system('audit.refused', { by, actor, from: asker.from, verb, target, code, says: message + more });
  }
}

const SOMEBODY: Author = { kind: 'system', id: 'anyone', name: 'not signed in' };

/** A name that was tried is told only when there is such a user: people type passwords into the wrong field. */
function actorOf(view: Look, params: unknown, who: Asker['who']): Author {
  if (who.kind === 'person') return { kind: 'user', id: who.user, name: who.name };
  const { name } = params as { name?: unknown };
  const user = typeof name === 'string' ? findByName(view, 'user', WORKSPACE, name) : undefined;
  const row = user === undefined ? undefined : view.get('user', user);
  return row ? { kind: 'user', id: row.id, name: row.fullName || row.name } : SOMEBODY;
}
