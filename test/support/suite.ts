/**
 * uvu's suite, made unable to pass silently: counts what was registered against what ran, limits each test's time, and
 * tells the runner. In plain uvu a throwing hook or a forgotten `.run()` is a green file.
 */
import { type Context, suite as uvuSuite } from 'uvu';

export type { Context };

/** ms a single test may take unless it says more: `t.within(ms)`. */
const DEFAULT_LIMIT_MS = 120_000;

interface Tally {
  suites: string[];
  registered: number;
  passed: number;
  failed: number;
  skipped: number;
  notRun: string[];
}

const tally: Tally = { suites: [], registered: 0, passed: 0, failed: 0, skipped: 0, notRun: [] };

type Body = (context: Context) => Promise<unknown> | unknown;
type Hook = (body: Body) => void;

export interface Suite {
  (name: string, body: Body): void;
  /** A test that needs longer, with its own limit in ms. */
  within(ms: number, name: string, body: Body): void;
  /** Not run here; the reason is printed. */
  skip(name: string, because: string): void;
  before: Hook & { each: Hook };
  after: Hook & { each: Hook };
  run(): void;
}

export function suite(name: string): Suite {
  const inner = uvuSuite(name);
  tally.suites.push(name);
  tally.notRun.push(name);
  const add = (test: string, limitMs: number, body: Body) => {
    tally.registered++;
    inner(test, async (context) => {
      try {
        await limited(body(context), limitMs, test);
        tally.passed++;
      } catch (error) {
        tally.failed++;
        throw error;
      }
    });
  };
  return Object.assign((test: string, body: Body) => add(test, DEFAULT_LIMIT_MS, body), {
    within: (ms: number, test: string, body: Body) => add(test, ms, body),
    skip: (test: string, because: string) => {
      tally.skipped++;
      process.stdout.write(`skipped: ${name}: ${test}: ${because}\n`);
    },
    before: inner.before,
    after: inner.after,
    run: () => {
      tally.notRun.splice(tally.notRun.indexOf(name), 1);
      inner.run();
    },
  }) as Suite;
}

async function limited(work: unknown, ms: number, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`"${what}" took longer than ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

process.on('exit', (code) => {
  const missing = tally.registered - tally.passed - tally.failed;
  const silent = [
    ...(missing > 0 ? [`${missing} registered test(s) never ran (a hook threw?)`] : []),
    ...tally.notRun.map((s) => `suite "${s}" never called run()`),
    ...(tally.registered + tally.skipped === 0 ? ['no test registered'] : []),
  ];
  for (const problem of silent) process.stdout.write(`FAIL ${problem}\n`);
  const failed =
    tally.failed +
    missing +
    tally.notRun.length +
    (silent.length > 0 && missing === 0 && tally.notRun.length === 0 ? 1 : 0);
  if (failed > 0 && code === 0) process.exitCode = 1;
  process.stdout.write(`##tally ${JSON.stringify({ passed: tally.passed, failed, skipped: tally.skipped })}\n`);
});
