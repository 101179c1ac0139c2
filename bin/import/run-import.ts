/** One import from its file to its sum: read, check, send, and what to do when it stops in the middle. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { type BadLine, type ImportItem, type ImportPlan, ImportReader, isBad } from '../../protocol/import-rows.ts';
import { PATIENCE_MS, Sender } from '../../protocol/import-send.ts';
import { issueOf } from '../../protocol/parse.ts';
import type { Api } from '../api.ts';
import { Report, whole } from './report.ts';
import type { Source } from './source.ts';

export interface ImportTask {
  api: Api;
  queue: string;
  source: Source;
  plan: ImportPlan;
  /** Nothing is added when one line is wrong. */
  strict: boolean;
  /** Only look. */
  dryRun: boolean;
  /** Lines before this one are left out. */
  fromLine: number;
  /** Of an import that goes on; absent = a new one. */
  run: string | undefined;
  /** Where refused lines go. */
  errors: string | undefined;
  json: boolean;
  patienceMs?: number | undefined;
  /** The user wants to stop: after the portion on its way. */
  stopped(): boolean;
}

export interface ImportSum {
  added: number;
  /** Had a key that is there already. */
  known: number;
  refused: number;
  /** Lines that were looked at, without the header. */
  lines: number;
  bad: Omit<BadLine, 'text'>[];
  /** It did not come to its end: how to go on. */
  resume?: string;
  /** The first resources as they would be added (`--dry-run`). */
  samples?: ImportItem[];
}

const SAMPLES = 3;

/** Throws only what happens before the first line was sent, or a `GantryError` that says how to go on. */
export async function runImport(task: ImportTask): Promise<ImportSum> {
  if (task.strict || task.dryRun) {
    const checked = await check(task);
    if (task.dryRun || checked.refused > 0) return checked;
  }
  return send(task);
}

/** The same rules as the coordinator's, so that a wrong line is known before it is sent. */
function checkItem(item: ImportItem): { field: string; reason: string } | undefined {
  const found = newResource.safeParse(item);
  if (found.success) return undefined;
  const { path, message } = issueOf(found.error);
  return { field: path || 'value', reason: message };
}
const newResource = contract['resource.addMany'].params.shape.items.element;

/** The whole file, with nothing sent. */
async function check(task: ImportTask): Promise<ImportSum> {
  const report = new Report('checking', task.errors);
  await report.ready();
  const samples: ImportItem[] = [];
  const lines = await eachLine(task, report, async (item) => {
    if (samples.length < SAMPLES) samples.push(item.item);
  });
  await report.end(!task.json);
  const sum = { added: 0, known: 0, refused: report.refused, lines, bad: report.bad };
  return task.dryRun ? { ...sum, samples } : sum;
}

async function send(task: ImportTask): Promise<ImportSum> {
  const { api, queue } = task;
  const run = task.run ?? randomBytes(5).toString('hex');
  const report = new Report(queue, task.errors);
  await report.ready();
  const late: Promise<void>[] = [];
  const sender = new Sender({
    add: async (items, key) => (await api.call('resource.addMany', { queue, items }, key)).added,
    ...{ run, patienceMs: task.patienceMs ?? PATIENCE_MS },
    now: () => performance.now(),
    dice: () => randomInt(1_000) / 1_000,
    pause,
    onBad: (bad) => late.push(report.add(bad)),
    onWait: (error) => report.note(`${error.message} — trying again`),
  });
  let failure: unknown;
  let lines = 0;
  try {
    lines = await eachLine(task, report, (line) => sender.take(line));
    await (task.stopped() ? sender.stop() : sender.finish());
  } catch (error) {
    failure = error;
  }
  await Promise.all(late);
  await report.end(!task.json);
  const sum = { added: sender.added, known: sender.known, refused: report.refused, lines, bad: report.bad };
  const from = sender.from;
  if (failure === undefined && from === undefined) return sum;
  const resume = `${run}:${from ?? task.fromLine}`;
  if (failure === undefined) return { ...sum, resume };
  throw said(failure, sum, from === undefined ? undefined : resume);
}

/** The failure with what is in by now and how to go on. */
function said(failure: unknown, sum: ImportSum, resume: string | undefined): unknown {
  if (!(failure instanceof GantryError) || resume === undefined) return failure;
  const { code, message, field, retry } = failure;
  if (sum.added + sum.known === 0 && code !== 'Unavailable') return failure;
  const says = `${message}\n${whole(sum.added + sum.known)} resources are in. ${goOn(resume)}`;
  return new GantryError(code, says, { field, retry, cause: failure });
}

export const goOn = (resume: string): string =>
  `To go on with the rest, none of it twice: the same command with --resume ${resume}`;

const EXPORTED_SAYS =
  'this is an export: value, key, tags and priority are taken from it as they were; what else it says is left out';

/** Every line of the file; wrong ones go to the report. Resolves with how many there were. */
async function eachLine(
  { source, plan, fromLine, stopped }: ImportTask,
  report: Report,
  take: (line: { line: number; text: string; item: ImportItem }) => Promise<void>,
): Promise<number> {
  const reader = new ImportReader(plan, checkItem);
  let lines = 0;
  const takeAll = async (found: ReturnType<ImportReader['push']>) => {
    report.header = reader.header;
    for (const one of found) {
      if (one.line < fromLine || stopped()) continue;
      lines++;
      if (isBad(one)) await report.add(one);
      else await take(one);
    }
  };
  for await (const { text, bytes } of source.pieces()) {
    const before = reader.exported;
    await takeAll(reader.push(text));
    if (reader.exported && !before) report.note(EXPORTED_SAYS);
    report.show({ bytes, size: source.size, lines });
    if (stopped()) return lines;
  }
  await takeAll(reader.end());
  return lines;
}
