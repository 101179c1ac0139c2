/** `gantry coordinator start`: the one process that the fleet needs. Flags come before the environment (`GANTRY_*`). */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type CoordinatorOptions, readOptions } from '../../coordinator/config.ts';
import { refuse } from '../../protocol/errors.ts';
import { LogLevel } from '../../protocol/fields.ts';
import { collect, describe, wholeNumber } from '../command.ts';
import { note, paint, print } from '../output.ts';
import { prettyLog } from '../pretty-log.ts';
import { defaultDataFolder, environment } from '../settings.ts';
import { untilSignal } from '../signals.ts';
import { rotateKeyCommand } from './rotate-key.ts';
import { serviceCommand } from './service.ts';

interface StartOptions {
  data?: string;
  host?: string;
  port?: number;
  tlsCert?: string;
  tlsKey?: string;
  publicUrl?: string;
  trustedProxy?: string[];
  allowPlainText?: boolean;
  logLevel?: LogLevel;
  keepHistory?: number;
  keepAudit?: number;
  starveAfter?: number;
  metricsOpen?: boolean;
  masterKeyFile?: string;
  backups?: string;
  signInLink?: boolean;
  json?: boolean;
}

export function coordinatorCommand(): Command {
  const command = new Command('coordinator').description(
    'The coordinator: queues, jobs, console, in one process with one data folder.',
  );
  command.addCommand(startCommand());
  command.addCommand(rotateKeyCommand());
  command.addCommand(serviceCommand('coordinator', environment.GANTRY_DATA ?? defaultDataFolder('coordinator')));
  return command;
}

const startCommand = () =>
  withWorkOptions(
    withPlaceOptions(
      describe(
        new Command('start'),
        'Start the coordinator; the first start prints a one-time sign-in link for the administrator.',
        [
          'coordinator start',
          'coordinator start --data /var/lib/gantry --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
        ],
      ),
    ),
  )
    .option('--sign-in-link', 'print a new one-time sign-in link for the administrator, if the first was lost')
    .option('--json', 'print one JSON line when ready')
    .action(start);

/** Where it is and who may reach it. */
const withPlaceOptions = (command: Command): Command =>
  command
    .option('--data <folder>', `data folder (GANTRY_DATA; default ${defaultDataFolder('coordinator')})`)
    .option('--host <address>', 'address to listen on (GANTRY_HOST; default 127.0.0.1)')
    .option(
      '--port <port>',
      'port for console, API and agents; 0 = any free one (GANTRY_PORT; default 7070)',
      wholeNumber(0, 65_535),
    )
    .option('--tls-cert <file>', 'certificate (PEM); needed to listen on more than this machine (GANTRY_TLS_CERT)')
    .option('--tls-key <file>', 'its key (PEM) (GANTRY_TLS_KEY)')
    .option('--public-url <url>', 'address under which a proxy in front makes it known (GANTRY_PUBLIC_URL)')
    .option(
      '--trusted-proxy <network>',
      'address or network of a proxy that says who asks (X-Forwarded-For); repeat for several (GANTRY_TRUSTED_PROXY)',
      collect,
    )
    .option('--allow-plain-text', 'listen beyond loopback WITHOUT encryption: only behind a proxy that adds it')
    .addOption(new Option('--log-level <level>', 'default info (GANTRY_LOG_LEVEL)').choices(LogLevel.options));

/** How it works, and what it keeps for how long. */
const withWorkOptions = (command: Command): Command =>
  command
    .option(
      '--keep-history <days>',
      'how long the history of resources is kept; 0 = for ever (GANTRY_KEEP_HISTORY; default 180)',
      wholeNumber(0, 36_500),
    )
    .option(
      '--keep-audit <days>',
      'how long the audit is kept; 0 = for ever (GANTRY_KEEP_AUDIT; default 730)',
      wholeNumber(0, 36_500),
    )
    .option(
      '--starve-after <hours>',
      'waiting jobs older than this get every fourth turn of a robot, whatever their priority; 0 = never (GANTRY_STARVE_AFTER; default 6)',
      wholeNumber(0, 8_760),
    )
    .option(
      '--master-key-file <file>',
      'the key that secrets are sealed under (GANTRY_MASTER_KEY_FILE; default keys/master in the data folder)',
    )
    .option('--backups <folder>', 'where backups are put (GANTRY_BACKUPS; default backups in the data folder)')
    .option('--metrics-open', 'let /metrics be read without a token (GANTRY_METRICS_OPEN)');

function settingsOf(flags: StartOptions): CoordinatorOptions {
  const { tlsCert: cert, tlsKey: key, logLevel: log, ...named } = flags;
  const options = readOptions(
    { flags: { ...named, cert, key, log }, env: environment },
    defaultDataFolder('coordinator'),
  );
  for (const file of Object.values(options.tls ?? {})) mustBeReadable(file);
  const { backups } = options;
  return { ...options, data: resolve(options.data), ...(backups ? { backups: resolve(backups) } : {}) };
}

function mustBeReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    refuse('ValidationError', `${file} can't be read (${(cause as NodeJS.ErrnoException).code}): name a PEM file`, {
      field: 'tls',
      cause,
    });
  }
}

async function start(flags: StartOptions): Promise<void> {
  const options = settingsOf(flags);
  const { data } = options;
  const { createCoordinator } = await import('../../coordinator/index.ts');
  const { boundHeap } = await import('../../coordinator/heap.ts');
  boundHeap();
  const coordinator = createCoordinator({
    ...options,
    logTo: await prettyLog(),
    onFatal: (error: Error) => {
      note(`${paint('red', 'stopped')}: ${error.message}`);
      process.exit(74); // EX_IOERR: a supervisor of services may restart us; nothing unanswered was kept
    },
  });
  const stopped = untilSignal();
  await coordinator.start();
  const link = coordinator.firstSignIn?.link ?? (flags.signInLink ? await coordinator.createSignInLink() : undefined);
  if (flags.json) print(JSON.stringify({ url: coordinator.url, data, link }));
  else {
    print(`Gantry is running: ${paint('bold', coordinator.url)}   data in ${data}`);
    if (link)
      print(`\nSign in as administrator with this link (it works once, for 24 hours):\n\n  ${paint('cyan', link)}\n`);
  }
  note(`${await stopped}: stopping`);
  await coordinator.stop();
}
