/** `gantry drill`: rehearses accidents on this machine, in a folder of its own, and prints whether the account balances. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { describe, wholeNumber } from '../command.ts';
import { endRuns, killSupervisors } from '../demo/leftovers.ts';
import { type Accident, accidents, rehearse } from '../drill/accidents.ts';
import { type Account, accountOf, problemsOf, readLedger, rowsOf } from '../drill/account.ts';
import { gather } from '../drill/gather.ts';
import { mountSmallDisk, unmount } from '../drill/small-disk.ts';
import { awaited, QUEUE, Stage } from '../drill/stage.ts';
import { note, paint, print, printJson, printTable } from '../output.ts';
import { defaultDataFolder } from '../settings.ts';
import { untilSignal } from '../signals.ts';

interface DrillOptions {
  items: number;
  itemMs: number;
  only?: string;
  json?: boolean;
  keep?: boolean;
}
interface Rehearsed {
  name: string;
  says: string;
  /** ms until work went on; absent when it was left out. */
  recoveredInMs?: number;
  leftOut?: string;
}

/** ms for the rest of the items after the last accident, and for what is reported after that. */
const REST_LIMIT_MS = 15 * 60_000;
const REPORT_LIMIT_MS = 60_000;

export function drillCommand(): Command {
  return describe(
    new Command('drill'),
    'Rehearse accidents here, away from your data: kill robot, run and coordinator, cut the link, fill a disk; count what was lost.',
    ['drill', 'drill --items 500 --json', 'drill --only link,coordinator'],
  )
    .option('--items <n>', 'how much work', wholeNumber(10, 100_000), 200)
    .option('--item-ms <n>', 'how long an item takes, in milliseconds', wholeNumber(0, 60_000), 100)
    .option('--only <names>', `some accidents only: ${accidents.map(({ name }) => name).join(', ')}`)
    .option('--json', 'print the account as JSON')
    .option('--keep', 'keep the folder with data and logs')
    .action(drill);
}

async function drill(options: DrillOptions): Promise<void> {
  const wanted = chosen(options.only);
  const folder = newFolder();
  const robotFolder = join(folder, 'robot');
  mkdirSync(robotFolder, { mode: 0o700 });
  if (wanted.some(({ name }) => name === 'disk')) mountSmallDisk(robotFolder);
  const stage = new Stage({ folder, robotFolder, items: options.items, itemMs: options.itemMs });
  const stopped = untilSignal();
  try {
    const work = perform(stage, wanted, options);
    work.catch(() => {}); // when a signal came first, nobody waits for it
    const first = await Promise.race([work, stopped]);
    if (typeof first === 'string') {
      note(`${first}: stopping the drill`);
      process.exitCode = 130;
    } else if (first.length > 0) process.exitCode = 1;
  } finally {
    await leave(stage, options.keep === true);
  }
}

function chosen(only: string | undefined): Accident[] {
  if (only === undefined) return accidents;
  const names = only.split(',').map((name) => name.trim());
  const known = accidents.map(({ name }) => name).join(', ');
  const unknown = (name: string) =>
    refuse('ValidationError', `--only ${name}: there is no such accident; there are ${known}`, { field: 'only' });
  return names.map((name) => accidents.find((one) => one.name === name) ?? unknown(name));
}

function newFolder(): string {
  const base = join(defaultDataFolder('coordinator'), '..');
  mkdirSync(base, { recursive: true });
  return mkdtempSync(join(base, 'drill-'));
}

/** Problems, in words; none = it balances. */
async function perform(stage: Stage, wanted: Accident[], options: DrillOptions): Promise<string[]> {
  say(`coordinator and a robot of their own in ${stage.options.folder}`);
  await stage.open();
  const job = await stage.begin();
  say(`${options.items} items; accidents: ${wanted.map(({ name }) => name).join(', ')}`);
  const rehearsed: Rehearsed[] = [];
  for (const accident of wanted) rehearsed.push(await oneAccident(stage, accident));
  say('the rest of the work');
  await awaited(
    'the job has ended',
    REST_LIMIT_MS,
    async () => (await stage.api.call('job.show', { job })).ended !== undefined,
  );
  await awaited('all is reported', REPORT_LIMIT_MS, async () => stage.reporting() === 0).catch((error: Error) =>
    note(error.message),
  );
  const alive = stage.alive();
  const ledger = readLedger(readFileSync(stage.ledger, 'utf8'));
  const recorded = await gather(stage.api, [QUEUE]);
  const account = accountOf({ ledger, recorded, added: stage.added, alive });
  return told(account, rehearsed, options);
}

async function oneAccident(stage: Stage, accident: Accident): Promise<Rehearsed> {
  const { name, says } = accident;
  const leftOut = accident.cannot?.(stage);
  if (leftOut !== undefined) {
    say(`${paint('yellow', name)}: left out, ${leftOut}`);
    return { name, says, leftOut };
  }
  say(`${paint('yellow', name)}: ${says}`);
  const recoveredInMs = await rehearse(stage, accident);
  say(`${paint('green', name)}: work goes on after ${(recoveredInMs / 1_000).toFixed(1)} s`);
  return { name, says, recoveredInMs };
}

function told(account: Account, rehearsed: Rehearsed[], { json }: DrillOptions): string[] {
  const problems = problemsOf(account);
  if (json) printJson({ ok: problems.length === 0, problems, accidents: rehearsed, account });
  else {
    const took = ({ recoveredInMs, leftOut }: Rehearsed) => leftOut ?? `${(recoveredInMs! / 1_000).toFixed(1)} s`;
    printTable(
      ['ACCIDENT', 'WHAT HAPPENED', 'WORK WENT ON AFTER'],
      rehearsed.map((one) => [one.name, one.says, took(one)]),
      '',
    );
    print();
    printTable(['THE ACCOUNT', ''], rowsOf(account), '');
  }
  for (const problem of problems) say(paint('red', problem));
  say(problems.length === 0 ? paint('green', 'it balances') : paint('red', 'it does not balance'));
  return problems;
}

/** Leaves no process and, unless it is wanted or something went wrong, no folder. */
async function leave(stage: Stage, keep: boolean): Promise<void> {
  const { folder, robotFolder } = stage.options;
  stage.proxy?.set('pass');
  await endRuns(stage.api, folder);
  await stage.children.stop();
  killSupervisors(folder);
  await stage.proxy?.stop();
  unmount(robotFolder);
  if (keep || process.exitCode === 1) note(`data and logs of the drill: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

const say = (text: string) => note(`${paint('dim', new Date().toTimeString().slice(0, 8))} ${text}`);
