/** From a checked request to its answer: writes through the writer, reads from the table of reads, the rest from services. */
import {
  contract,
  type Params,
  type ReadVerb,
  type Result,
  type ServiceVerb,
  type VerbName,
  type WriteVerb,
} from '../protocol/contract.ts';
import { GantryError, refuse } from '../protocol/errors.ts';
import type { Request } from '../protocol/frame.ts';
import { say } from '../protocol/sentence.ts';
import { checkParams, knownVerb } from '../protocol/validate.ts';
import type { Verb } from '../protocol/verb.ts';
import { countIfBroken } from './broken-action.ts';
import { commandOf } from './command.ts';
import type { Core } from './core.ts';
import { hasRole, mayHaveEvidence } from './domain/principal.ts';
import type { Principal } from './domain/view.ts';
import type { Reads } from './reads.ts';
import type { Refusals } from './refusals.ts';
import { type Repeated, repeatReceipt } from './repeat.ts';
import type { Outcome } from './store/store.ts';
import { mayHoldCredentials, type SealedRequest, type TypedSecrets } from './typed-secrets.ts';
import type { Line, Waits } from './waits.ts';

/** Sets and clears the session cookie of the HTTP answer. */
export interface Cookies {
  token: string | undefined;
  set(token: string): void;
  clear(): void;
}

/** Who asks, from where, and what of the way back a service may touch. */
export interface Asker {
  who: Principal;
  /** Network address, for the log and for limits. */
  from: string;
  /** Names the sender of request numbers (S10); absent = no receipts. */
  client?: string | undefined;
  /** Over HTTP: a key of the sender's own, in place of numbers (repeat.ts). */
  repeat?: string | undefined;
  /** Whose waits end together. */
  line: Line;
  cookies?: Cookies | undefined;
}

/** `undefined`: nobody is there to be answered any more. */
export type Done = (answer: Answered | undefined) => void;
export type Answered = Extract<Outcome, { kind: 'ok' }> | { kind: 'refused'; error: unknown };

type Service<V extends ServiceVerb> = (params: Params<V>, asker: Asker) => Promise<Result<V>>;
/** Service verbs that belong to one socket are answered there (agent-socket, run-socket, live-socket). */
export type SocketVerb = 'agent.hello' | 'run.hello' | 'request.forget' | 'live.subscribe';
export type Services = { [V in Exclude<ServiceVerb, SocketVerb>]: Service<V> };

/** What the results of these writes become after the commit, on their way to whoever asked: secrets are opened there. */
export type OnTheWay = { [V in WriteVerb]?: (result: Result<V>) => Result<V> };

/** Where answers come from. */
export interface Answers {
  reads: Reads;
  services: Services;
  onTheWay: OnTheWay;
  /** On the way in: no rule sees a credential. */
  typed: TypedSecrets;
}

/** Verbs whose rules may throw `Wait`: those that take a `timeout` (Q31). */
const waiting = new Set(Object.entries(contract).flatMap(([v, row]) => ('timeout' in row.params.shape ? [v] : [])));

export class Router {
  readonly #core: Core;
  readonly #waits: Waits;
  readonly #reads: Reads;
  readonly #services: Services;
  readonly #refusals: Refusals;
  readonly #onTheWay: OnTheWay;
  readonly #typed: TypedSecrets;

  constructor(core: Core, waits: Waits, refusals: Refusals, { reads, services, onTheWay, typed }: Answers) {
    this.#core = core;
    this.#waits = waits;
    this.#reads = reads;
    this.#services = services;
    this.#onTheWay = onTheWay;
    this.#typed = typed;
    this.#refusals = refusals;
  }

  /**
   * Answers one request; refusals are thrown as `GantryError`. `undefined` when nobody is there to be answered any more.
   * A write is handed to the writer before this returns its promise: requests of one frame keep their order, but for those
   * with credentials, which are sealed first.
   */
  answer(verb: string, params: unknown, asker: Asker, request = 0): Promise<unknown> {
    return new Promise((resolve, reject) =>
      this.ask({ id: request, verb, params }, asker, (answer) =>
        answer?.kind === 'refused' ? reject(answer.error) : resolve(answer?.result),
      ),
    );
  }

  /** The same without a promise: `done` is called once, with whatever the request came to. */
  ask({ id, verb: name, params: raw }: Request, asker: Asker, tell: Done): void {
    const done: Done = (answer) => {
      if (answer?.kind === 'refused') this.#refusals.note(name, raw, asker, answer.error);
      tell(answer);
    };
    try {
      const verb = knownVerb(name);
      admit(verb, asker.who);
      const params = checkParams(verb, raw);
      if (contract[verb].kind !== 'write')
        answerWith(this.#lookUp(verb as ReadVerb | ServiceVerb, params, asker), done);
      else if (mayHoldCredentials(verb, params)) this.#writeSealed(verb as WriteVerb, { params, asker, id }, done);
      else this.#write(verb as WriteVerb, { params, asker, id }, done);
    } catch (error) {
      done({ kind: 'refused', error });
    }
  }

  #lookUp(verb: ReadVerb | ServiceVerb, params: unknown, asker: Asker): Promise<unknown> {
    if (contract[verb].kind === 'read') return this.#reads[verb as ReadVerb](params as never, asker.who);
    const service = this.#services[verb as keyof Services] as ((p: unknown, a: Asker) => Promise<unknown>) | undefined;
    return service ? service(params, asker) : refuse('Forbidden', say`${{ verb }} belongs on a socket of its own kind`);
  }

  #writeSealed(verb: WriteVerb, { params, asker, id }: Write, done: Done): void {
    const typing = { verb, params, workspace: asker.who.workspace, marked: asker.repeat !== undefined };
    const work = this.#typed.sealed(typing, (request) => {
      const { promise, resolve, reject } = Promise.withResolvers<Answered | undefined>();
      this.#write(verb, { ...request, asker, id }, (answer) =>
        answer?.kind === 'refused' ? reject(answer.error) : resolve(answer),
      );
      return promise;
    });
    work.then(done, (error: unknown) => done({ kind: 'refused', error }));
  }

  #write(verb: WriteVerb, { params, sealed, mark, asker, id }: Write, done: Done): void {
    const { line } = asker;
    const receipt = receiptOf(asker, { verb, params, mark, id });
    const command = commandOf({ verb, params, sealed, who: withAddress(verb, asker), receipt });
    const tell: Done = (answer) => {
      if (answer?.kind === 'refused') countIfBroken(this.#core, command, answer.error);
      done(answer?.kind === 'ok' ? this.#leaving(verb, answer) : answer);
    };
    if (waiting.has(verb) && !triesOnce(params)) this.#waits.ask({ line, request: id, command }, tell);
    else this.#core.run(command, (outcome) => tell(answered(outcome, verb)));
  }

  /** Without the text that the store made for a receipt: it is that of the result as it is kept. */
  #leaving(verb: WriteVerb, answer: Extract<Answered, { kind: 'ok' }>): Answered {
    const change = this.#onTheWay[verb] as ((result: unknown) => unknown) | undefined;
    if (!change) return answer;
    try {
      return { kind: 'ok', result: change(answer.result), effects: answer.effects };
    } catch (error) {
      return { kind: 'refused', error };
    }
  }
}

interface Write extends Partial<SealedRequest> {
  asker: Asker;
  id: number;
}

/** Under which its answer is kept for a repetition (S10). */
function receiptOf({ client, repeat }: Asker, { id, ...request }: Repeated & { id: number }): string | undefined {
  if (repeat !== undefined) return repeatReceipt(repeat, request);
  return client === undefined ? undefined : `${client}:${id}`;
}

/** Where it came from, for the audit; the many requests of scripts that are not audited carry nothing more. */
function withAddress(verb: WriteVerb, { who, from }: Asker): Principal {
  const row: Verb = contract[verb];
  return who.kind === 'person' || (who.kind === 'script' && row.audit) ? { ...who, from } : who;
}

/** A request that waits for nothing needs no place in the waiting room. */
const triesOnce = (params: unknown): boolean => (params as { timeout?: number }).timeout === 0;

function answered(outcome: Outcome, verb: WriteVerb): Answered {
  if (outcome.kind !== 'wait') return outcome;
  return { kind: 'refused', error: new Error(`the rule of ${verb} waits although it was not asked to`) };
}

/** For what is answered in its own time: a look-up, a service, a hello. */
export function answerWith(work: Promise<unknown>, done: Done): void {
  work.then(
    (result) => done({ kind: 'ok', result, effects: [] }),
    (error: unknown) => done({ kind: 'refused', error }),
  );
}

/** The contract's own word on who may send a verb; writes are judged again inside their transaction (X3). */
export function admit(verb: VerbName, who: Principal): void {
  const row: Verb = contract[verb];
  const senders: readonly string[] = row.who;
  if (senders.includes('anyone')) return;
  if (who.kind === 'anyone')
    refuse('Unauthenticated', 'sign in first, or send an API token as "Authorization: Bearer …"');
  if (who.kind === 'system' || !senders.includes(who.kind))
    refuse(
      'Forbidden',
      say`${{ verb }} may be sent by ${{ list: senders.join(' or ') }}, not by ${{ kind: who.kind }}`,
    );
  if (who.kind !== 'person') return;
  if (!hasRole(who.role, row.role))
    refuse('Forbidden', say`${{ verb }} needs the role ${{ role: row.role }}; you are ${{ role2: who.role }}`);
  if (row.evidence) mayHaveEvidence(who);
}

/** What a thrown thing says to the one who asked; a bug of ours keeps its details in the log. */
export function toRefusal(error: unknown, log: Core['log'], verb: string): GantryError {
  if (error instanceof GantryError && error.code !== 'Internal') return error;
  log.error({ err: error, verb }, 'request failed');
  return new GantryError('Internal', say`${{ verb }} failed inside the coordinator; its log says why`, {
    cause: error,
  });
}
