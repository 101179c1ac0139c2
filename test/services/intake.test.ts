/** Taking in bytes on a disk that fills up (J3): said in words, and nothing half done. A small tmpfs is that disk. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import * as assert from 'uvu/assert';
import { takeIn, type Upload } from '../../coordinator/intake.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('uploads on a full disk');
const MIB = 1024 * 1024;

const at = folder('small-disk');
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', at]).status === 0;
t.after(() => {
  if (mounted) spawnSync('umount', ['-l', at]);
});

const upload = (bytes: number, more: Partial<Upload> = {}): Upload => ({
  body: Readable.from(
    (function* () {
      for (let done = 0; done < bytes; done += 64 * 1024) yield Buffer.alloc(64 * 1024, 7);
    })(),
  ),
  announced: undefined,
  what: 'a package',
  limit: 100 * MIB,
  ...more,
});
async function refused(work: Promise<unknown>): Promise<GantryError> {
  try {
    await work;
  } catch (error) {
    return error as GantryError;
  }
  throw new Error('was not refused');
}

if (!mounted) t.skip('J3: a disk that fills up', 'this account may not mount a small one');
else {
  t('J3: a disk that fills up while bytes come in is said, and nothing of them is left', async () => {
    const error = await refused(takeIn(at, upload(8 * MIB), async () => 'never'));
    assert.equal([error.code, error.retry], ['Unavailable', 'later']);
    assert.match(
      error.message,
      /the coordinator's disk is full: it filled up while a package came in\. Nothing was kept/,
    );
    assert.equal(readdirSync(at), []);
    assert.is(await takeIn(at, upload(MIB), async ({ bytes }) => bytes), MIB, 'the next one that fits goes through');
    assert.equal(readdirSync(at), []);
  });

  t('J3: what is announced too large for it is refused before the first byte', async () => {
    let read = false;
    const body = new Readable({
      read() {
        read = true;
        this.push(null);
      },
    });
    const error = await refused(takeIn(at, upload(0, { body, announced: 8 * MIB }), async () => 'never'));
    assert.match(error.message, 'a package of 8 MiB does not fit: 4 MiB may be used');
    assert.is(read, false);
  });
}

t.run();
