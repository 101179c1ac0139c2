/** One import in the browser, from a file to its sum: read piece by piece, checked, sent in portions that arrive once each. */
import { GantryError } from '../../../../protocol/errors.ts';
import { checkNewResource } from '../../../../protocol/import-check.ts';
import {
  type BadLine,
  type ImportLine,
  type ImportPlan,
  ImportReader,
  isBad,
} from '../../../../protocol/import-rows.ts';
import { PATIENCE_MS, Sender } from '../../../../protocol/import-send.ts';
import { call } from '../../../api/call.ts';
import { dice } from '../../../environment.ts';

export interface ImportTask {
  queue: string;
  file: Blob;
  encoding: string;
  plan: ImportPlan;
  /** Nothing is added when one line is wrong. */
  strict: boolean;
  /** Of an import that goes on: its name, and the first line that is not known to be in. */
  resume: { run: string; line: number } | undefined;
}

export interface ImportSum {
  added: number;
  /** Had a key that is there already. */
  known: number;
  refused: number;
  lines: number;
  /** The first of them. */
  bad: BadLine[];
  /** It did not come to its end: how to go on. */
  resume?: { run: string; line: number };
  /** Why, unless the user stopped it. */
  failure?: Error;
}

export interface ImportWatch {
  /** The user wants to stop: after the portion on its way. */
  stopped(): boolean;
  onProgress(progress: { phase: 'checking' | 'sending'; part: number; sum: ImportSum }): void;
  /** The coordinator does not answer; it is asked again. */
  onWait(error: Error): void;
}

/** Wrong lines that are kept for the list and the download. */
export const MAX_BAD = 1_000;
const RUN_BYTES = 5;
const nothing = (): ImportSum => ({ added: 0, known: 0, refused: 0, lines: 0, bad: [] });

/** Rejects only when nothing was sent: the header is wrong, the file can't be read. */
export async function runImport(task: ImportTask, watch: ImportWatch): Promise<ImportSum> {
  if (task.strict && task.resume === undefined) {
    const checked = await check(task, watch);
    if (checked.refused > 0 || watch.stopped()) return checked;
  }
  return send(task, watch);
}

async function check(task: ImportTask, watch: ImportWatch): Promise<ImportSum> {
  const sum = nothing();
  await eachLine(task, { ...watch, phase: 'checking', sum, take: async () => {} });
  return sum;
}

async function send(task: ImportTask, watch: ImportWatch): Promise<ImportSum> {
  const run = task.resume?.run ?? newRun();
  const sum = nothing();
  const sender = new Sender({
    add: async (items, key) => (await call('resource.addMany', { queue: task.queue, items }, undefined, key)).added,
    run,
    patienceMs: PATIENCE_MS,
    now: () => performance.now(),
    dice,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onBad: (bad) => refused(sum, bad),
    onWait: watch.onWait,
  });
  const take = async (line: ImportLine) => {
    await sender.take(line);
    Object.assign(sum, { added: sender.added, known: sender.known });
  };
  try {
    await eachLine(task, { ...watch, phase: 'sending', sum, take });
    await (watch.stopped() ? sender.stop() : sender.finish());
  } catch (error) {
    if (!(error instanceof GantryError) || sender.from === undefined) throw error;
    sum.failure = error;
  }
  Object.assign(sum, { added: sender.added, known: sender.known });
  const line = sender.from;
  return line === undefined ? sum : { ...sum, resume: { run, line } };
}

interface Walk extends ImportWatch {
  phase: 'checking' | 'sending';
  sum: ImportSum;
  take(line: ImportLine): Promise<void>;
}

async function eachLine({ file, encoding, plan, resume }: ImportTask, walk: Walk): Promise<void> {
  const { sum, phase } = walk;
  const reader = new ImportReader(plan, checkNewResource);
  const takeAll = async (found: (ImportLine | BadLine)[]) => {
    for (const one of found) {
      if (one.line < (resume?.line ?? 0) || walk.stopped()) continue;
      sum.lines++;
      if (isBad(one)) refused(sum, one);
      else await walk.take(one);
    }
  };
  for await (const { text, bytes } of pieces(file, encoding)) {
    await takeAll(reader.push(text));
    walk.onProgress({ phase, part: file.size === 0 ? 1 : bytes / file.size, sum });
    if (walk.stopped()) return;
  }
  await takeAll(reader.end());
}

function refused(sum: ImportSum, bad: BadLine): void {
  sum.refused++;
  if (sum.bad.length < MAX_BAD) sum.bad.push(bad);
}

/** The file's text from the beginning; UTF-16 as spreadsheets write it is known by its first bytes. */
export async function* pieces(file: Blob, encoding: string): AsyncGenerator<{ text: string; bytes: number }> {
  const mark = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const decoder = new TextDecoder(mark[0] === 0xff && mark[1] === 0xfe ? 'utf-16le' : encoding);
  const stream = file.stream().getReader();
  let bytes = 0;
  try {
    for (let piece = await stream.read(); !piece.done; piece = await stream.read()) {
      bytes += piece.value.length;
      yield { text: decoder.decode(piece.value, { stream: true }), bytes };
    }
    yield { text: decoder.decode(), bytes };
  } finally {
    stream.releaseLock();
  }
}

const newRun = (): string =>
  [...crypto.getRandomValues(new Uint8Array(RUN_BYTES))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
