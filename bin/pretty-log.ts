/** The coordinator's log for a person at a terminal: one short coloured line; JSON everywhere else. */
/** Standard error: results stay alone on standard output. */
const DESTINATION_FD = 2;

/** Where the log goes, or undefined for plain JSON on standard error. */
export async function prettyLog(): Promise<{ write(line: string): void } | undefined> {
  if (!process.stderr.isTTY) return undefined;
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    colorize: true,
    destination: DESTINATION_FD,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
  });
}
