/** The operator's story in each language, by what is on the screen alone: from an empty coordinator to a corrected resource that was processed. */
import * as assert from 'uvu/assert';
import { findTools } from '../../agent/capture/tools.ts';
import { enroll } from '../../agent/enroll.ts';
import { createAgent } from '../../agent/index.ts';
import { texts as english } from '../../console/i18n/en/index.ts';
import type { Key } from '../../console/i18n/index.ts';
import { texts as russian } from '../../console/i18n/ru/index.ts';
import type { Dictionary } from '../../console/i18n/texts.ts';
import { texts as chinese } from '../../console/i18n/zh-CN/index.ts';
import type { Stage } from '../services/support/stage.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Eyes, eyes, videoSecond } from './console-browser.ts';
import { inDialog, retype } from './console-fields.ts';
import { consoleStage } from './console-fleet.ts';
import { choose, chooseFiles, fillIn } from './console-forms.ts';
import { consoleTests } from './console-stage.ts';
import { COMPLAINT, CORRECTED, invoiceFile, invoicePackage, WRONG } from './console-story-package.ts';

const t = suite('the story of an operator who has never seen Gantry');

const { browser } = consoleTests(t);

const LIMIT_MS = 120_000;
/** Seconds by which the player may miss the line. */
const NEAR_S = 0.3;

const languages: Record<string, Dictionary> = { en: english, ru: russian, 'zh-CN': chinese };

let stage: Stage;
let agent: ReturnType<typeof createAgent>;

t.before(async () => {
  stage = await consoleStage();
  await stage.api('pool.create', { name: 'office' });
  const data = folder('agent');
  const { token } = await stage.api('robot.invite', { name: 'desk', pool: 'office' });
  await enroll({ data, url: stage.url, token, name: 'desk' });
  agent = createAgent({ data, logLevel: 'silent', tools: await findTools(process.env) });
  await agent.start();
});
t.after(async () => {
  await agent.stop();
  await stage.close();
});

/** One person with a browser in one language. */
class Operator {
  readonly see: Eyes;
  readonly #texts: Dictionary;
  readonly #plural: Intl.PluralRules;

  constructor(see: Eyes, language: string) {
    this.see = see;
    this.#texts = languages[language]!;
    this.#plural = new Intl.PluralRules(language);
  }

  /** A text of the console as this person reads it. */
  says(key: Key, values: Record<string, string> = {}): string {
    const entry = this.#texts[key];
    const text = typeof entry === 'string' ? entry : (entry[this.#plural.select(Number(values.n))] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  }

  reads(key: Key, values: Record<string, string> = {}): Promise<void> {
    return this.see.sees(this.says(key, values));
  }

  /** On the page: the navigation may have a place of the same name. */
  press(key: Key): Promise<void> {
    const what = `[self::button or self::a][not(ancestor::nav)][normalize-space()=${JSON.stringify(this.says(key))}]`;
    return this.see.page.locator(`::-p-xpath(//*${what})`).click();
  }

  pressInDialog(key: Key): Promise<void> {
    return this.see.page.locator(inDialog(this.says(key))).click();
  }

  /** Goes there by the navigation. */
  async opens(place: Key): Promise<void> {
    await this.see.page.locator(`nav a[aria-label=${JSON.stringify(this.says(place))}]`).click();
    await until(`${place} is open`, () =>
      this.see.page.evaluate(`document.querySelector('h1')?.innerText === ${JSON.stringify(this.says(place))}`),
    );
  }

  waitsFor(what: string, there: () => Promise<boolean>): Promise<unknown> {
    return until(what, there, LIMIT_MS);
  }
}

async function arrive(language: string): Promise<Operator> {
  const see = await eyes(browser(), stage.url);
  const session = await see.page.createCDPSession();
  const userAgent = await browser().userAgent();
  await session.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: language });
  const operator = new Operator(see, language);
  await see.page.goto('about:blank');
  await see.page.goto(await stage.coordinator.createSignInLink());
  await operator.press('welcome.skip');
  await operator.reads('overview.robots');
  await operator.reads('connection.open');
  return operator;
}

async function fillQueue(operator: Operator, queue: string): Promise<void> {
  const { see } = operator;
  await operator.opens('queues.title');
  await operator.press('queues.create');
  await retype(see, operator.says('queueForm.name'), queue);
  await operator.pressInDialog('form.create');
  await operator.reads('queue.none');
  await operator.press('add.button');
  await see.page.locator(`::-p-xpath(//label[normalize-space()=${JSON.stringify(operator.says('add.file'))}])`).click();
  await chooseFiles(see, '[role=dialog] input[type=file]', invoiceFile());
  await operator.reads('addFile.samples');
  await operator.pressInDialog('addFile.start');
  await operator.reads('addFile.added', { n: '3' });
  await operator.pressInDialog('action.close');
}

async function deploy(operator: Operator, name: string, queue: string): Promise<void> {
  const { see } = operator;
  await operator.opens('packages.title');
  await chooseFiles(see, '.package-drop input', await invoicePackage(name, queue));
  await operator.reads('packages.published');
  await see.click(`${name} 1.0.0`);
  await operator.press('packages.deploy');
  await operator.press('deployment.next');
  await choose(see, operator.says('job.pool'), 'office');
  await operator.press('form.save');
  await see.page.waitForSelector('h1');
}

/** From the deployment's page until its job has ended. */
async function run(operator: Operator): Promise<void> {
  await operator.press('deployments.run');
  await operator.pressInDialog('runNow.button');
  await operator.reads('job.facts');
  const ended = operator.says('job.state.succeeded');
  await operator.waitsFor('the job has ended well', async () => (await operator.see.text()).includes(ended));
}

/** The page of the one resource that failed. */
async function openFailed(operator: Operator, queue: string): Promise<void> {
  const { page } = operator.see;
  await operator.opens('queues.title');
  await operator.see.click(queue);
  const pill = `button[contains(@class,'pill')][starts-with(normalize-space(), ${JSON.stringify(operator.says('resource.status.error'))})]`;
  await page.locator(`::-p-xpath(//${pill})`).click();
  await until('one resource is listed', () => page.evaluate(`document.querySelectorAll('tbody a.link').length === 1`));
  await page.locator('tbody a.link').click();
  await operator.see.sees(WRONG);
  await operator.see.sees(COMPLAINT);
}

/** The player, at the second of the complaint. */
async function watch(operator: Operator): Promise<void> {
  const { see } = operator;
  await operator.press('clips.watch');
  await operator.waitsFor('the video is there', async () => (await see.page.$('video')) !== null);
  const row = `::-p-xpath(//*[@data-line][contains(., '${COMPLAINT.slice(0, 26)}')])`;
  await see.page.locator(row).click();
  const id = /runs\/([^?]+)/.exec(see.page.url())![1]!;
  const line = (await stage.api('run.log', { run: id, level: 'error' })).lines[0]!;
  const { run: shown } = await stage.api('run.show', { run: id });
  const wanted = (line.atMs - shown.video!.offsetMs) / 1_000;
  await until('the player stands at the complaint', async () => {
    return Math.abs((await videoSecond(see.page)) - wanted) < NEAR_S;
  });
}

async function correct(operator: Operator): Promise<void> {
  const { see } = operator;
  await see.page.goBack();
  await operator.reads('why.titleError');
  await operator.press('resource.retry');
  await fillIn(see, operator.says('resource.value'), CORRECTED);
  await operator.pressInDialog('retry.button');
  await operator.reads('retry.done');
  await operator.reads('resource.status.new');
}

for (const language of Object.keys(languages))
  t.within(
    240_000,
    `C, ${language}: creates a queue, uploads a package, deploys and runs it, watches the second it failed, corrects the value and retries`,
    async () => {
      const queue = `invoices ${language}`;
      const name = `invoices-${language.toLowerCase()}`;
      const operator = await arrive(language);
      try {
        await fillQueue(operator, queue);
        await deploy(operator, name, queue);
        await run(operator);
        await openFailed(operator, queue);
        await watch(operator);
        await correct(operator);
        await operator.opens('deployments.title');
        await operator.see.click(name);
        await run(operator);
        await operator.opens('queues.title');
        await operator.see.click(queue);
        await operator.see.sees(new RegExp(`${operator.says('resource.status.processed')}\\s*3`));
        assert.equal(operator.see.complaints, [], 'the browser complained');
      } finally {
        await operator.see.close();
      }
    },
  );

t.run();
