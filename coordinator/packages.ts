/** Takes in package archives (J2, J3): looked through, kept by hash, made a version. The bytes themselves: intake.ts. */
import type { Readable } from 'node:stream';
import type { Result } from '../protocol/contract.ts';
import { behalfOf, type PersonAsking } from './behalf.ts';
import type { BlobKeeper } from './blob-keeper.ts';
import type { Core } from './core.ts';
import { takeIn } from './intake.ts';
import { readPackageArchive } from './package-archive.ts';

export class Packages {
  readonly #core: Core;
  readonly #blobs: BlobKeeper;
  readonly #temp: string;

  constructor(core: Core, blobs: BlobKeeper, temp: string) {
    this.#core = core;
    this.#blobs = blobs;
    this.#temp = temp;
  }

  /** Bytes of a `.tgz` become a version; the same content again is a no-op, other content is `Conflict`. */
  receive(body: Readable, announced: number | undefined, asker: PersonAsking): Promise<Result<'version.added'>> {
    const { log, limits, disk } = this.#core;
    disk.admit('version.added');
    const upload = { body, announced, what: 'a package', limit: limits.packageBytes };
    return takeIn(this.#temp, upload, async ({ file, sha256, bytes }) => {
      const { manifest, content } = await readPackageArchive(file, bytes);
      const version = { manifest, sha256, content, bytes, user: asker.who.user };
      const behalf = behalfOf(asker, 'package.publish', `package ${manifest.name} ${manifest.version}`);
      const added = await this.#blobs.add(file, sha256, () => this.#core.system('version.added', version, behalf));
      if (added.created) log.info({ package: added.package, version: added.version }, 'version added');
      return added;
    });
  }
}
