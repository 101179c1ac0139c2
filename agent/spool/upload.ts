/** Evidence on its way to the coordinator (E12): announced, sent in checked chunks, resumed where it stopped, one at a time. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { reconnectDelay } from '../../protocol/backoff.ts';
import { GantryError } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { whenRoom, writeDurably } from './durable-file.ts';
import { refusal, request } from './request.ts';

/** Bytes of one chunk: what a broken connection costs at most. */
const CHUNK_BYTES = 1024 * 1024;
/** Artifacts of one run that may wait; the script's own files come on top of limited screenshots. */
const MAX_WAITING = 2_000;

export interface Artifact {
  kind: 'video' | 'screenshot' | 'file';
  /** Unique in the run. */
  name: string;
  /** File name inside the evidence folder. */
  file: string;
  mime: string;
  /** ms since the run's start. */
  atMs: number;
  label: string;
  meta: Record<string, Json>;
  /** Keep the file after the upload. */
  keep?: boolean;
}

export interface UploaderOptions {
  /** The evidence folder; `uploads.json` in it is what is still to do. */
  folder: string;
  url: string;
  token: string;
  ca?: string | undefined;
  run: string;
  epoch: number;
  call: (verb: string, params: unknown) => Promise<unknown>;
  dice: () => number;
  /** The coordinator will never take it; the file is dropped. */
  onRefused: (artifact: Artifact, because: string) => void;
}

interface Announced {
  id: string;
  state: 'uploading' | 'complete';
  received: number;
}

export class Uploader {
  readonly #options: UploaderOptions;
  readonly #waiting: Artifact[];
  #working: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #added = 0;
  #videoSent = false;
  readonly #refused: string[] = [];
  #stopped = new AbortController();

  /** `waiting`: what an earlier process of this run left to do. */
  constructor(options: UploaderOptions, waiting: Artifact[] = []) {
    this.#options = options;
    this.#waiting = [...waiting];
  }

  /** Artifacts taken by this process so far. */
  get added(): number {
    return this.#added;
  }

  /** What the coordinator would not take, in words. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  /** Has this process brought a video over? */
  get videoSent(): boolean {
    return this.#videoSent;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes over what is left from before. */
  start(): void {
    this.#go();
  }

  /** The file is whole and stands in the evidence folder; resolves when the intent is on the disk. */
  async add(artifact: Artifact): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING)
      throw new GantryError('TooMany', `more than ${MAX_WAITING} files of this run wait for their upload`);
    this.#added++;
    this.#waiting.push(artifact);
    await this.#save();
    this.#go();
  }

  /** Resolves when nothing is left to upload. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
    await this.#saving;
  }

  stop(): void {
    this.#stopped.abort();
  }

  #go(): void {
    if (this.#stopped.signal.aborted) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    for (let artifact = this.#waiting[0]; artifact; artifact = this.#waiting[0]) {
      const sent = await this.#persist(artifact);
      if (!sent) return;
      this.#waiting.shift();
      await this.#save();
      if (!artifact.keep) await rm(join(this.#options.folder, artifact.file), { force: true });
    }
  }

  /** Until the coordinator has it or refuses it. False: stopped. */
  async #persist(artifact: Artifact): Promise<boolean> {
    for (let n = 0; ; n++) {
      try {
        await this.#upload(artifact);
        if (artifact.kind === 'video') this.#videoSent = true;
        return true;
      } catch (error) {
        if (this.#stopped.signal.aborted) return false;
        if (isFinal(error)) {
          this.#options.onRefused(artifact, (error as Error).message);
          return true;
        }
        const waitMs = error instanceof GantryError ? error.retryInMs : undefined;
        await pause(waitMs ?? reconnectDelay(n, this.#options.dice()), undefined, {
          signal: this.#stopped.signal,
        }).catch(
          () => {}, // stopped: the next look says so
        );
      }
    }
  }

  async #upload(artifact: Artifact): Promise<void> {
    const path = join(this.#options.folder, artifact.file);
    const { kind, name, mime, atMs, label, meta } = artifact;
    const { run, epoch } = this.#options;
    const { size } = await stat(path);
    const sha256 = await sha256Of(path);
    const announcement = { run, epoch, kind, name, mime, bytes: size, sha256, atMs, label, meta };
    const known = (await this.#options.call('artifact.create', announcement)) as Announced;
    let { received } = known;
    let complete = known.state === 'complete';
    while (!complete) {
      this.#stopped.signal.throwIfAborted();
      ({ received, complete } = await this.#chunk(known.id, path, received, size));
      if (!complete && received >= size)
        throw new GantryError('Unavailable', `${name}: all sent, not yet complete there`);
    }
  }

  async #chunk(
    id: string,
    path: string,
    offset: number,
    size: number,
  ): Promise<{ received: number; complete: boolean }> {
    const body = await slice(path, offset, Math.min(CHUNK_BYTES, size - offset));
    const { url, token, ca } = this.#options;
    const answer = await request({
      method: 'PATCH',
      url: `${url}/api/v1/artifacts/${id}?offset=${offset}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'x-sha256': createHash('sha256').update(body).digest('hex'),
      },
      body,
      ca,
    });
    if (answer.status === 200 || answer.status === 409) {
      const { received, complete } = JSON.parse(answer.text) as { received?: number; complete?: boolean };
      if (typeof received === 'number') return { received, complete: complete === true };
    }
    throw refusal(answer, `upload of ${basename(path)}`);
  }

  #save(): Promise<void> {
    const text = JSON.stringify(this.#waiting);
    const write = async () => {
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
      await writeDurably(join(this.#options.folder, 'uploads.json'), text);
    };
    this.#saving = this.#saving.then(() => whenRoom(write));
    return this.#saving;
  }
}

/** A missing file or a refusal that time cannot change. */
function isFinal(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
  return error instanceof GantryError && error.retry === 'never' && error.code !== 'Internal';
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function slice(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const body = Buffer.alloc(Math.max(length, 0));
    const { bytesRead } = await file.read(body, 0, body.length, offset);
    return body.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
