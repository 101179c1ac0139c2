/** Where the CLI finds its coordinator and who it is there: flags > environment > what `gantry login` kept. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { refuse } from '../protocol/errors.ts';

/** The environment as read once; commands get it from here (the only reader in bin/). */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

/** The clock for what the CLI reports itself; the coordinator's clock decides everything else (P13). */
export const now = (): number => Date.now();

export interface Login {
  url: string;
  token: string;
  /** PEM file of the authority that signed the coordinator's certificate, where it is not one of the machine's. */
  ca?: string | undefined;
}

export const DEFAULT_URL = 'http://127.0.0.1:7070';

/** `%LOCALAPPDATA%\gantry` on Windows, `$XDG_DATA_HOME/gantry` or `~/.local/share/gantry` elsewhere. */
export function defaultDataFolder(role: 'coordinator' | 'agent'): string {
  const base =
    platform() === 'win32'
      ? (environment.LOCALAPPDATA ?? homedir())
      : (environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'));
  return join(base, 'gantry', role);
}

function loginFile(): string {
  const base =
    platform() === 'win32'
      ? (environment.APPDATA ?? homedir())
      : (environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'));
  return join(base, 'gantry', 'login.json');
}

/** The login to use, or a refusal that says how to get one. */
export function findLogin(flags: { url?: string; token?: string }): Login {
  const kept = keptLogin();
  const url = flags.url ?? environment.GANTRY_URL ?? kept?.url;
  const token =
    flags.token ?? environment.GANTRY_TOKEN ?? (kept && (!url || kept.url === url) ? kept.token : undefined);
  if (url && token) return { url, token, ca: environment.GANTRY_CA ?? (kept?.url === url ? kept.ca : undefined) };
  return refuse(
    'Unauthenticated',
    `not signed in${url ? ` at ${url}` : ''}: run "gantry login --url ${url ?? DEFAULT_URL}" first, or set GANTRY_URL and GANTRY_TOKEN`,
  );
}

function keptLogin(): Login | undefined {
  try {
    return JSON.parse(readFileSync(loginFile(), 'utf8')) as Login;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return refuse(
      'ValidationError',
      `${loginFile()} can't be read (${(error as Error).message}): run "gantry login" again`,
    );
  }
}

/** Keeps a login for this account alone (0600). Returns the file. */
export function keepLogin(login: Login): string {
  const file = loginFile();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return file;
}
