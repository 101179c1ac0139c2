/** What a script may say over its socket (docs/architecture.md, S16), checked and put on the timeline. */
import { constants, copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { refuse } from '../../protocol/errors.ts';
import type { Json, LogLevel } from '../../protocol/fields.ts';
import type { Scene } from './scene.ts';
import type { ScriptMessage } from './script-channel.ts';

/** Bytes of an output as JSON (J33); the contract says the same with zod, which a supervisor does not load. */
export const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Bytes of one attached file. */
const MAX_ATTACHMENT_BYTES = 2 * 1024 * 1024 * 1024;

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error'] satisfies LogLevel[];
const MIMES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.log': 'text/plain',
  '.html': 'text/html',
  '.mp4': 'video/mp4',
  '.zip': 'application/zip',
};

/** What the script told about its end and its result. */
export interface ScriptWords {
  said: { kind: 'business' | 'error'; message: string } | undefined;
  hasOutput: boolean;
}

/** Handles one message; what it gives or throws is the answer to a request. */
export function scriptMessage(scene: Scene, words: ScriptWords, m: ScriptMessage): unknown {
  const { journal, screenshots, spool, masker } = scene;
  switch (m.do) {
    case 'log':
      return journal.line(levelOf(m.level), 'script', text(m.text), {
        ...(m.fields === undefined ? {} : { fields: m.fields as Json }),
        ...(typeof m.screenshot === 'string' ? { screenshot: m.screenshot } : {}),
      });
    case 'step':
      return journal.step(whole(m.step), text(m.name));
    case 'step-end':
      return journal.stepEnd(
        whole(m.step),
        m.ok === true,
        whole(m.ms),
        m.error === undefined ? undefined : text(m.error),
      );
    case 'progress':
      return journal.entry({ kind: 'progress', done: amount(m.done), total: amount(m.total) });
    case 'output':
      return output(scene, words, m.value as Json);
    case 'error':
      words.said = { kind: m.kind === 'business' ? 'business' : 'error', message: journal.mask(text(m.message)) };
      return undefined;
    case 'mask':
      return masker.add(Array.isArray(m.values) ? m.values.filter((v) => typeof v === 'string') : []);
    case 'screenshot':
      return screenshots.take(journal.mask(text(m.label))).then((name) => (name === undefined ? {} : { name }));
    case 'attach':
      return attach(scene, text(m.path), m.name === undefined ? undefined : text(m.name));
    case 'private':
      return screenshots.setPrivate(m.on === true);
    case 'flush':
      return spool.flush();
    default:
      return refuse('UnknownVerb', `the local protocol has no "${m.do.slice(0, 40)}"; see docs/architecture.md`);
  }
}

/** The run's output, at most 1 MiB as JSON; a larger one is refused with a line. */
export function output({ journal }: Scene, words: ScriptWords, value: Json): void {
  const masked = journal.maskJson(value ?? null);
  const bytes = Buffer.byteLength(JSON.stringify(masked));
  if (bytes > MAX_OUTPUT_BYTES) {
    journal.say(
      'error',
      `the output has ${bytes} bytes as JSON and was left out; at most ${MAX_OUTPUT_BYTES} are kept`,
    );
    refuse('TooLarge', `an output may have ${MAX_OUTPUT_BYTES} bytes as JSON, this one has ${bytes}`);
  }
  words.hasOutput = true;
  journal.entry({ kind: 'output', value: masked });
}

/** Copies the file into the run's evidence at once: the script may change or delete it afterwards (E16). */
async function attach(scene: Scene, path: string, wanted: string | undefined): Promise<{ name: string }> {
  const { paths, uploader, journal } = scene;
  const from = resolve(paths.work, path);
  const found = await stat(from).catch(() => undefined); // absent: refused below, with the path
  if (!found?.isFile()) return refuse('ValidationError', `there is no file ${path} to attach`, { field: 'path' });
  if (found.size > MAX_ATTACHMENT_BYTES)
    return refuse('TooLarge', `${path} has ${found.size} bytes; at most ${MAX_ATTACHMENT_BYTES} can be attached`);
  const name = cleanName(journal.mask(wanted ?? basename(path)));
  await mkdir(paths.evidence, { recursive: true, mode: 0o700 });
  const file = `file-${uploader.added + 1}-${process.hrtime.bigint()}${extname(name).slice(0, 20)}`;
  await copyFile(from, join(paths.evidence, file), constants.COPYFILE_FICLONE);
  const mime = MIMES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  await uploader.add({ kind: 'file', name, file, mime, atMs: journal.atMs, label: '', meta: {} });
  return { name };
}

const cleanName = (name: string) => name.replace(/[/\\\p{Cc}]/gu, '_').slice(0, 200) || 'file';
const levelOf = (level: unknown): LogLevel =>
  typeof level === 'string' && LEVELS.includes(level) ? (level as LogLevel) : 'info';
const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
const whole = (value: unknown): number => Math.round(amount(value));
const amount = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
