/** Takes in files that people give to parameters (J1): kept by hash, known from then on. The bytes themselves: intake.ts. */
import type { Readable } from 'node:stream';
import { refuse } from '../protocol/errors.ts';
import { type FileValue, safeFileName } from '../protocol/file-value.ts';
import { behalfOf, type PersonAsking } from './behalf.ts';
import type { BlobKeeper } from './blob-keeper.ts';
import type { Core } from './core.ts';
import { takeIn } from './intake.ts';

export class ParamFiles {
  readonly #core: Core;
  readonly #blobs: BlobKeeper;
  readonly #temp: string;

  constructor(core: Core, blobs: BlobKeeper, temp: string) {
    this.#core = core;
    this.#blobs = blobs;
    this.#temp = temp;
  }

  /** The value to put into `params`. The name is made one that every machine can store. */
  receive(body: Readable, announced: number | undefined, name: unknown, asker: PersonAsking): Promise<FileValue> {
    if (typeof name !== 'string' || name === '' || name.length > 1_000)
      refuse('ValidationError', 'name: say the file’s name in the address: /api/v1/files?name=invoice.pdf', {
        field: 'name',
      });
    this.#core.disk.admit('file.added');
    const upload = { body, announced, what: 'a file', limit: this.#core.limits.fileBytes };
    return takeIn(this.#temp, upload, ({ file, sha256, bytes }) => {
      const value = { file: sha256, name: safeFileName(name), bytes };
      const given = { ...value, user: asker.who.user };
      const behalf = behalfOf(asker, 'file.upload', `file ${value.name}`);
      return this.#blobs.add(file, sha256, () => this.#core.system('file.added', given, behalf));
    });
  }
}
