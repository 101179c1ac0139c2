/** `gantry login`: sign in by password, by one-time link or with a token, and keep the login for this account. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { apiFor, callOpen, tokenBySession } from '../api.ts';
import { describe } from '../command.ts';
import { note, print, printJson } from '../output.ts';
import { askSilently } from '../secret-input.ts';
import { DEFAULT_URL, environment, keepLogin } from '../settings.ts';
import { trust } from '../trust.ts';

interface LoginOptions {
  url?: string;
  user?: string;
  link?: string;
  token?: string;
  ca?: string;
  json?: boolean;
}

export function loginCommand(): Command {
  return describe(
    new Command('login'),
    'Sign in; the token is kept in your configuration folder, readable by you alone.',
    [
      'login --user anna',
      'login --url https://robots.example --user anna --ca our-ca.pem',
      'login --link "http://127.0.0.1:7070/#/welcome?token=…"',
      '$ GANTRY_PASSWORD=… gantry login --url https://robots.example --user anna',
    ],
  )
    .option('--url <url>', 'the coordinator')
    .option('--user <name>', 'user name; the password is asked for, or taken from GANTRY_PASSWORD')
    .option('--link <link>', 'the one-time link that the coordinator printed')
    .option('--token <token>', 'an API token from the console')
    .option('--ca <file>', 'certificate authority (PEM) of the coordinator, kept with the login (GANTRY_CA)')
    .option('--json', 'print JSON for machines')
    .action(login);
}

async function login(options: LoginOptions): Promise<void> {
  const url = options.url ?? (options.link ? originOf(options.link) : (environment.GANTRY_URL ?? DEFAULT_URL));
  const given = options.ca ?? environment.GANTRY_CA;
  const ca = given === undefined ? undefined : resolve(given);
  trust(ca);
  const token = options.token ?? (await signIn(url, options));
  const { user, coordinator } = await apiFor({ url, token }).call('session.show', {});
  const file = keepLogin({ url, token, ca });
  if (options.json) return printJson({ url, user, file });
  print(`signed in at ${url} (Gantry ${coordinator.version}) as ${user.fullName || user.name}, ${user.role}`);
  note(`kept in ${file}`);
}

const originOf = (link: string) =>
  URL.canParse(link)
    ? new URL(link).origin
    : refuse('ValidationError', `"${link}" is no link: copy it whole, in quotes`, { field: 'link' });

async function signIn(url: string, options: LoginOptions): Promise<string> {
  const name = `cli on ${environment.HOSTNAME ?? 'this machine'}`.slice(0, 60);
  if (options.link) {
    const secret =
      new URLSearchParams(options.link.split('?')[1] ?? '').get('token') ??
      refuse('ValidationError', 'the link has no token: copy it whole, in quotes', { field: 'link' });
    const { cookie } = await callOpen(url, 'session.useLink', { token: secret });
    return tokenBySession(url, cookie, name);
  }
  const user =
    options.user ??
    refuse('ValidationError', 'say who you are: --user NAME, --link LINK or --token TOKEN', { field: 'user' });
  const { cookie } = await callOpen(url, 'session.signIn', {
    name: user,
    password: environment.GANTRY_PASSWORD ?? (await askPassword(user)),
  });
  return tokenBySession(url, cookie, name);
}

async function askPassword(user: string): Promise<string> {
  if (!process.stdin.isTTY)
    refuse('ValidationError', 'no terminal to ask for the password: set GANTRY_PASSWORD', { field: 'password' });
  return askSilently(`password of ${user}`);
}
