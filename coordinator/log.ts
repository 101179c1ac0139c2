/** The coordinator's own log: JSON lines by pino, secrets taken out by their key. A script's output is data, not this log. */
import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

/** Keys whose values never reach the log, at the top, one and two levels deep. */
const SECRET_KEYS = [
  'password',
  'passwordHash',
  'token',
  'tokenHash',
  'supervisorToken',
  'scriptToken',
  'secret',
  'signature',
  'authorization',
  'cookie',
  'nonce',
  'link',
];

export function createLog(level: LogLevel, to: { write(line: string): void } = process.stderr): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  return pino({ level, redact: { paths, censor: '[secret]' }, base: undefined }, to);
}
