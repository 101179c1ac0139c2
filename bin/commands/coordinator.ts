/** `gantry coordinator start|link`: the one process that the fleet needs. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { LogLevel } from '../../protocol/fields.ts';
import { describe, wholeNumber } from '../command.ts';
import { note, paint, print } from '../output.ts';
import { defaultDataFolder, environment } from '../settings.ts';
import { untilSignal } from '../signals.ts';

interface StartOptions {
  data: string;
  host: string;
  port: number;
  tlsCert?: string;
  tlsKey?: string;
  allowPlainText?: boolean;
  logLevel: LogLevel;
  json?: boolean;
}

export function coordinatorCommand(): Command {
  const command = new Command('coordinator').description(
    'The coordinator: queues, jobs, console, in one process with one data folder.',
  );
  command.addCommand(
    describe(
      new Command('start'),
      'Start the coordinator; the first start prints a one-time sign-in link for the administrator.',
      [
        'coordinator start',
        'coordinator start --data /var/lib/gantry --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
      ],
    )
      .option('--data <folder>', 'data folder', environment.GANTRY_DATA ?? defaultDataFolder('coordinator'))
      .option('--host <address>', 'address to listen on', environment.GANTRY_HOST ?? '127.0.0.1')
      .option(
        '--port <port>',
        'port for console, API and agents; 0 = any free one',
        wholeNumber(0, 65_535),
        Number(environment.GANTRY_PORT ?? 7070),
      )
      .option('--tls-cert <file>', 'certificate (PEM); needed to listen on more than this machine')
      .option('--tls-key <file>', 'its key (PEM)')
      .option('--allow-plain-text', 'listen beyond loopback WITHOUT encryption: only behind a proxy that adds it')
      .addOption(
        new Option('--log-level <level>').choices(LogLevel.options).default(environment.GANTRY_LOG_LEVEL ?? 'info'),
      )
      .option('--json', 'print one JSON line when ready')
      .action(start),
  );
  return command;
}

async function start(options: StartOptions): Promise<void> {
  if (Boolean(options.tlsCert) !== Boolean(options.tlsKey))
    refuse('ValidationError', '--tls-cert and --tls-key belong together', { field: 'tls' });
  const { createCoordinator } = await import('../../coordinator/index.ts');
  const data = resolve(options.data);
  const coordinator = createCoordinator({
    data,
    host: options.host,
    port: options.port,
    logLevel: options.logLevel,
    ...(options.tlsCert && options.tlsKey ? { tls: { cert: options.tlsCert, key: options.tlsKey } } : {}),
    ...(options.allowPlainText ? { allowPlainText: true } : {}),
    onFatal: (error: Error) => {
      note(`${paint('red', 'stopped')}: ${error.message}`);
      process.exit(74); // EX_IOERR: a supervisor of services may restart us; nothing unanswered was kept
    },
  });
  await coordinator.start();
  if (options.json) print(JSON.stringify({ url: coordinator.url, data, link: coordinator.firstSignIn?.link }));
  else {
    print(`Gantry is running: ${paint('bold', coordinator.url)}   data in ${data}`);
    if (coordinator.firstSignIn)
      print(
        `\nFirst start. Sign in as administrator with this link (works once, for 24 hours):\n\n  ${paint('cyan', coordinator.firstSignIn.link)}\n`,
      );
  }
  note(`${await untilSignal()}: stopping`);
  await coordinator.stop();
}
