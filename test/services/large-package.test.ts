/** J3: a package of hundreds of megabytes goes through the command line and a coordinator process, with flat memory in both. */
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import type { PackageDetail } from '../../protocol/shapes-package.ts';
import { Installation, type Program } from '../support/installation.ts';
import { suite } from '../support/suite.ts';

const t = suite('large packages');
const MIB = 1024 * 1024;
const LONG = process.env.GANTRY_LONG === '1';
const SIZE = (LONG ? 2_000 : 300) * MIB;
/** What a process may grow by, whatever the size of the package. */
const GROWTH = 160 * MIB;

/** Bytes that no compressor makes smaller, and a different one for each block. */
async function incompressible(path: string, bytes: number): Promise<void> {
  const { randomBytes } = await import('node:crypto');
  const blocks = async function* () {
    for (let done = 0; done < bytes; done += MIB) yield randomBytes(MIB);
  };
  await pipeline(Readable.from(blocks()), createWriteStream(path));
}

/** The most memory that a process has had so far, by the kernel's account (Linux). */
const peakOf = ({ process: child }: Program): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

if (process.platform !== 'linux') t.skip('J3: flat memory', 'the peak is read from /proc');
else
  t.within(
    LONG ? 30 * 60_000 : 240_000,
    `J3: ${SIZE / MIB} MiB are published and downloaded with flat memory`,
    async () => {
      const fleet = await Installation.start();
      try {
        const folder = fleet.packageFolder('large', { 'main.mjs': '' });
        await incompressible(join(folder, 'data.bin'), SIZE);
        const before = peakOf(fleet.coordinator!);
        const publish = fleet.launch(['publish', folder, '--json']);
        let client = 0;
        const look = setInterval(() => {
          if (publish.process.exitCode === null) client = Math.max(client, peakOf(publish));
        }, 50);
        const code = await publish.exit;
        clearInterval(look);
        assert.is(code, 0, publish.err);
        const { bytes, sha256 } = JSON.parse(publish.out) as { bytes: number; sha256: string };
        assert.ok(bytes >= SIZE);
        const { versions } = await fleet.json<PackageDetail>('package', 'show', 'large');
        assert.equal([versions[0]!.bytes, versions[0]!.sha256], [bytes, sha256]);
        const grown = peakOf(fleet.coordinator!) - before;
        process.stdout.write(
          `coordinator grew by ${Math.round(grown / MIB)} MiB, command line ${Math.round(client / MIB)} MiB\n`,
        );
        assert.ok(grown < GROWTH, `the coordinator grew by ${Math.round(grown / MIB)} MiB`);
        assert.ok(client < 2 * GROWTH, `the command line took ${Math.round(client / MIB)} MiB`);
        assert.equal(readdirSync(join(fleet.folder, 'coordinator', 'tmp')), []);
      } finally {
        assert.equal(await fleet.stop(), []);
      }
    },
  );

t.run();
