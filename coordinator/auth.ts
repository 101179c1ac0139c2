/** Who is asking: passwords, sessions, API tokens, one-time links, run tokens, agent keys (X1, X2). Tokens are kept as hashes. */
import { createPublicKey, randomBytes, scrypt, timingSafeEqual, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { refuse } from '../protocol/errors.ts';
import type { Role } from '../protocol/fields.ts';
import { type Core, SYSTEM, WORKSPACE } from './core.ts';
import { hasRole } from './domain/principal.ts';
import type { TokenRow, UserRow } from './domain/rows.ts';
import { findByName } from './domain/unique-name.ts';
import type { Behalf, Principal } from './domain/view.ts';
import { hashOf, newSecret } from './ids.ts';

const scryptAsync = promisify(scrypt) as (password: string, salt: Buffer, bytes: number, o: object) => Promise<Buffer>;
/** OWASP's figures for scrypt: 128 MiB · N=2^17 would be one sign-in per core; 2^15 costs 32 MiB and 60 ms. */
const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;

export const SESSION_MS = 7 * 86_400_000;
export const API_TOKEN_MS = 365 * 86_400_000;
const LINK_MS = 24 * 3_600_000;
const ENROLMENT_MS = 15 * 60_000;

export type Person = Extract<Principal, { kind: 'person' }>;
export type RunPrincipal = Extract<Principal, { kind: 'supervisor' | 'script' }>;

/** `scrypt$N$salt$key`, base64url. Takes some tens of ms off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await scryptAsync(password.normalize('NFKC'), salt, KEY_BYTES, SCRYPT);
  return `scrypt$${SCRYPT.N}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

export async function checkPassword(password: string, kept: string): Promise<boolean> {
  const [, n, salt, key] = kept.split('$');
  if (!n || !salt || !key) return false;
  const wanted = Buffer.from(key, 'base64url');
  const cost = { ...SCRYPT, N: Number(n) };
  const got = await scryptAsync(password.normalize('NFKC'), Buffer.from(salt, 'base64url'), wanted.length, cost);
  return timingSafeEqual(got, wanted);
}

/** True when `signature` (base64) over `nonce` was made with the private half of this public key (PEM or base64 SPKI). */
export function signedBy(publicKey: string, nonce: string, signature: string): boolean {
  return verify(null, Buffer.from(nonce), publicKeyOf(publicKey), Buffer.from(signature, 'base64'));
}

/** An Ed25519 public key, or `ValidationError`. */
export function publicKeyOf(text: string): ReturnType<typeof createPublicKey> {
  try {
    const key = text.includes('BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    refuse('ValidationError', 'publicKey: is not a public key', { field: 'publicKey', cause });
  }
  return refuse('ValidationError', 'publicKey: must be an Ed25519 key', { field: 'publicKey' });
}

export const personOf = (user: UserRow): Person => ({
  kind: 'person',
  user: user.id,
  name: user.fullName || user.name,
  role: user.role,
  evidence: user.evidence === 1,
  workspace: user.workspace,
});

/** A token may be for less than its user may. */
function lesser(a: Role, b: Role | ''): Role {
  return b !== '' && hasRole(a, b) ? b : a;
}

/** Checked instead of a password when there is no such user, so that both take the same time. Once per process: it costs. */
let decoy: Promise<string> | undefined;

export class Auth {
  readonly #core: Core;

  constructor(core: Core) {
    decoy ??= hashPassword(newSecret());
    this.#core = core;
  }

  /** The user of a name and password; the refusal does not say which of the two was wrong. */
  async signIn(name: string, password: string): Promise<UserRow> {
    const user = await this.#core.store.read((view) => {
      const id = findByName(view, 'user', WORKSPACE, name);
      return id === undefined ? undefined : view.get('user', id);
    });
    const right = await checkPassword(password, user?.passwordHash || (await decoy!));
    if (!user || !right || user.disabled || user.passwordHash === '')
      return refuse('Unauthenticated', 'no user has this name and password; try again, or ask for a sign-in link');
    return user;
  }

  /** Spends a one-time link: its user. */
  async useLink(token: string): Promise<UserRow> {
    const spent = await this.#core.system('token.spent', { hash: hashOf(token), kind: 'link' });
    return this.user(spent.user);
  }

  async user(id: string): Promise<UserRow> {
    const user = await this.#core.store.read((view) => view.get('user', id));
    return user && !user.disabled ? user : refuse('UserNotFound', 'this user is gone or disabled');
  }

  /** A new session, API token, link or enrolment token: shown once, kept as a hash. */
  async make(
    kind: 'session' | 'api' | 'link' | 'enrol',
    user: string,
    more: { name?: string; pool?: string; role?: Role | undefined; forMs?: number | undefined; behalf?: Behalf } = {},
  ): Promise<{ token: string; expires: number }> {
    const token = newSecret();
    const usual = { session: SESSION_MS, api: API_TOKEN_MS, link: LINK_MS, enrol: ENROLMENT_MS }[kind];
    const expires = this.#core.clock.now() + (more.forMs ?? usual);
    const { name = '', pool = '', role } = more;
    const made = { hash: hashOf(token), kind, user, name, pool, expires, ...(role === undefined ? {} : { role }) };
    await this.#core.system('token.made', made, more.behalf);
    return { token, expires };
  }

  /** The person behind a session cookie's or an API token's value; undefined when it is unknown or out of date. */
  async person(token: string, kind: 'session' | 'api'): Promise<Person | undefined> {
    return this.#core.store.read((view) => {
      const row = view.get('token', hashOf(token));
      if (!row || row.kind !== kind || this.#expired(row)) return undefined;
      const user = view.get('user', row.subject);
      if (!user || user.disabled) return undefined;
      return { ...personOf(user), role: lesser(user.role, row.role) };
    });
  }

  /** The run behind a supervisor's or script's token; whether the run is still open is the rules' question. */
  async run(token: string): Promise<RunPrincipal | undefined> {
    const row = await this.#core.store.read((view) => view.get('token', hashOf(token)));
    if (!row || this.#expired(row)) return undefined;
    if (row.kind !== 'supervisor' && row.kind !== 'script') return undefined;
    return { kind: row.kind, run: row.subject, epoch: row.epoch, workspace: row.workspace };
  }

  /** The first start makes an administrator without a password and gives the user's id; later starts undefined (X1). */
  async firstAdministrator(): Promise<string | undefined> {
    const known = await this.#core.store.read((view) => view.pick('users', { workspace: SYSTEM.workspace }, 1));
    if (known.length > 0) return undefined;
    const admin = { name: 'admin', fullName: 'Administrator', role: 'admin' as const, passwordHash: '' };
    return (await this.#core.system('user.created', admin)).id;
  }

  /** A one-time sign-in token for the first enabled administrator. */
  async linkForAdministrator(): Promise<string> {
    const admin = await this.#core.store.read((view) =>
      view.pick('users', { workspace: SYSTEM.workspace }, 1_000).find((u) => u.role === 'admin' && !u.disabled),
    );
    if (!admin) return refuse('UserNotFound', 'there is no enabled administrator');
    return (await this.make('link', admin.id)).token;
  }

  #expired(row: Readonly<TokenRow>): boolean {
    return row.expires > 0 && row.expires <= this.#core.clock.now();
  }
}
