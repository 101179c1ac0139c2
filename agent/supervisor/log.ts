/** The supervisor's own log: lines in pino's format on standard output (supervisor.log), without pino's start-up time. */
import { wallMs } from '../clock.ts';

const LEVELS = { info: 30, warn: 40, error: 50 } as const;

/** Data first, fixed phrase second. Never given a token or a parameter. */
export function logOwn(level: keyof typeof LEVELS, data: Record<string, unknown>, msg: string): void {
  const { error, ...rest } = data;
  const err =
    error instanceof Error ? { err: { message: error.message, stack: error.stack } } : error ? { err: error } : {};
  process.stdout.write(
    `${JSON.stringify({ level: LEVELS[level], time: wallMs(), pid: process.pid, ...rest, ...err, msg })}\n`,
  );
}
