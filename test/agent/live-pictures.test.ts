/** The live picture at its source: real Xvfb, real ffmpeg, beside a recording. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Capture, Tool, Viewer } from '../../agent/capture/index.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { alive, type Colour, colours, near, open, paint, stopAll, tools } from './capture.support.ts';

const t = suite('the live picture');
t.after(stopAll);

const [RED, GREEN, BLUE] = [0xff0000, 0x00ff00, 0x0000ff];

/** A viewer that keeps what it was given. */
class Seen implements Viewer {
  readonly pictures: { jpeg: Buffer; atMs: number }[] = [];
  readonly none_: string[] = [];
  picture(jpeg: Buffer): void {
    this.pictures.push({ jpeg, atMs: performance.now() });
  }
  none(why: string, says: string): void {
    this.none_.push(`${why}: ${says}`);
  }
}

const place = folder('pictures');
async function colourOf(jpeg: Buffer | undefined): Promise<Colour> {
  const file = join(place, 'picture.jpg');
  writeFileSync(file, jpeg!);
  return (await colours(file))[0]!;
}

/** Waits until the newest picture has this colour; gives the ms that it took. */
async function shows(seen: Seen, rgb: number): Promise<number> {
  const start = performance.now();
  await until(`the picture is ${rgb.toString(16)}`, async () => {
    const newest = seen.pictures.at(-1)?.jpeg;
    return newest !== undefined && near(await colourOf(newest), rgb);
  });
  return performance.now() - start;
}

const grabberOf = (capture: Capture): number => capture.pids().at(-1)!;

t('E13: the picture follows the screen about once a second, while it is recorded', async () => {
  const { capture } = await open({ screen: { width: 1600, height: 900 } });
  const before = capture.pids().length;
  const seen = new Seen();
  await capture.show(seen);
  for (const rgb of [RED, GREEN, BLUE, RED]) {
    await paint(capture, rgb);
    const ms = await shows(seen, rgb);
    assert.ok(ms < 8_000, `${rgb.toString(16)} took ${Math.round(ms)} ms`);
  }
  const { pictures } = seen;
  const eachMs = (pictures.at(-1)!.atMs - pictures[0]!.atMs) / (pictures.length - 1);
  assert.ok(eachMs > 700 && eachMs < 2_500, `a picture each ${Math.round(eachMs)} ms`);
  const size = pictures[0]!.jpeg.indexOf(Buffer.from([0xff, 0xc0])); // start of frame: height and width follow
  assert.equal([pictures[0]!.jpeg.readUInt16BE(size + 5), pictures[0]!.jpeg.readUInt16BE(size + 7)], [720, 1280]);
  assert.equal(seen.none_, []);
  assert.is(capture.pids().length, before + 1);
  const { video } = await capture.stop();
  const frames = (await colours(video!.file)).length;
  assert.ok(frames > video!.seconds * 3, `${frames} frames in ${video!.seconds} s`);
});

t('E13: when nobody looks nothing grabs, and the next one who looks gets a picture again', async () => {
  const { capture } = await open({ recording: 'never' });
  const [first, second] = [new Seen(), new Seen()];
  await capture.show(first);
  await until('there is a picture', () => first.pictures.length > 0);
  const grabber = grabberOf(capture);
  await capture.show(undefined);
  assert.not.ok(alive(grabber));
  await capture.show(second);
  await until('there is a picture', () => second.pictures.length > 0);
  const again = grabberOf(capture);
  await capture.stop();
  assert.not.ok(alive(again));
  await capture.show(second);
  assert.equal(second.none_, ['ending: ']);
});

t('S5, E13: a private span is said, and nothing of it is shown', async () => {
  const { capture } = await open({ recording: 'never' });
  const screenOnly = capture.pids();
  const seen = new Seen();
  await capture.show(seen);
  await paint(capture, GREEN);
  await shows(seen, GREEN);
  await capture.private(true);
  assert.equal(capture.pids(), screenOnly); // what was grabbed now could come out later
  const before = seen.pictures.length;
  await paint(capture, RED);
  const late = new Seen();
  await capture.show(late);
  assert.equal([seen.none_, late.none_, seen.pictures.length], [['private: '], ['private: '], before]);
  await paint(capture, BLUE);
  await capture.private(false);
  await shows(late, BLUE);
  for (const { jpeg } of late.pictures) assert.not.ok(near(await colourOf(jpeg), RED));
});

t('E13: a grabber that ends by itself is said in words, and comes back', async () => {
  const { capture } = await open({ recording: 'never' });
  const seen = new Seen();
  await capture.show(seen);
  await until('there is a picture', () => seen.pictures.length > 0);
  const before = seen.pictures.length;
  process.kill(grabberOf(capture), 'SIGKILL');
  await until('it is said', () => seen.none_.some((text) => /^failed: signal SIGKILL/.test(text)));
  await until('there is a picture again', () => seen.pictures.length > before);
});

t('E9, E13: without a screen or a tool it says what to install', async () => {
  const missing: Tool = { missing: true, costs: 'no video', install: 'apt-get install it' };
  const all = await tools();
  const says = async (changes: Parameters<typeof open>[0]) => {
    const { capture } = await open(changes);
    const seen = new Seen();
    await capture.show(seen);
    await capture.stop();
    return seen.none_[0] ?? '';
  };
  assert.is(await says({ screen: 'none' }), 'no-screen: the package needs no screen');
  assert.match(await says({ tools: { ...all, ffmpeg: missing } }), /^missing: ffmpeg is missing.*apt-get install it$/);
  assert.match(await says({ tools: { ...all, xvfb: missing } }), /^missing: no screen.*Xvfb.*apt-get install it$/);
});

t.run();
