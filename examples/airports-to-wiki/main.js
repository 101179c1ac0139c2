/** Works a queue of airports: each becomes a note in the wiki, entered by hand and read back. */
import { setTimeout as pause } from 'node:timers/promises';
import { BusinessError, robot } from 'gantry';
import { noteFor } from './note.js';
import { readNote } from './wiki-notes.js';
import { WikiPage } from './wiki-page.js';

const { wiki, queue, pauseMs, expected } = robot.params;
const count = { entered: 0, verified: 0, refused: 0 };

const browser = await robot.browser();
try {
  const page = await WikiPage.open(browser, wiki);
  await robot.queue(queue).each(async ({ value }) => {
    try {
      const did = await robot.step(`airport ${value.iata}`, () => enterOnce(page, noteFor(value)));
      count[did]++;
    } catch (error) {
      if (error instanceof BusinessError) count.refused++;
      throw error;
    } finally {
      reportProgress();
    }
    await pause(pauseMs, undefined, { signal: robot.signal }).catch(() => {}); // the loop itself looks at the signal
  });
} finally {
  await browser.close();
}
robot.output(count);

/** A run that was killed may have saved its note already: then it is only compared, and never entered twice. */
async function enterOnce(page, note) {
  const there = await readNote(wiki, note.title);
  if (there && !there.equals(note)) throw new BusinessError(`the wiki has another note called "${note.title}"`);
  if (there) {
    robot.log.info(`"${note.title}" is in the wiki already`);
    return 'verified';
  }
  await page.enter(note);
  await page.untilSaved(note);
  await robot.screenshot(note.title);
  await page.close(note);
  robot.log.info(`entered "${note.title}"`, note);
  return 'entered';
}

function reportProgress() {
  const done = count.entered + count.verified + count.refused;
  robot.progress(done, Math.max(done, expected));
}
