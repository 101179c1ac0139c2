/** What the coordinator says, on the pages, in the language of the one who looks. */
import type { Key } from '../../console/i18n/index.ts';
import { texts as russian } from '../../console/i18n/ru/index.ts';
import type { Dictionary } from '../../console/i18n/texts.ts';
import { texts as chinese } from '../../console/i18n/zh-CN/index.ts';
import { FakeAgent } from '../support/fake-agent.ts';
import { suite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';
import { consoleTests, enter, type } from './console-stage.ts';

const t = suite('the coordinator’s sentences in the console, with Chromium');
const { withConsole } = consoleTests(t);

const field = (label: string) =>
  `::-p-xpath(//input[@id=//label[normalize-space()='${label}' or normalize-space()='${label} *']/@for])`;

async function switchTo(see: Eyes, language: string): Promise<void> {
  await see.page.locator('button.user').click();
  const again = see.page.waitForNavigation();
  await see.page.locator(`[role=menuitem][lang="${language}"]`).click();
  await again;
  await until(`the page is in ${language}`, () => see.page.evaluate(`document.documentElement.lang === '${language}'`));
}

const cases: [
  string,
  Dictionary,
  { missing: string; taken: string; waits: string; cancelled: string; never: string },
][] = [
  [
    'ru',
    russian,
    {
      missing: 'не найдено: пользователь «nobody»',
      taken: 'имя занято: пользователь «admin»',
      waits: 'пуле office нет роботов',
      cancelled: 'отменено: Administrator',
      never: 'зарегистрирован, ещё не подключался',
    },
  ],
  [
    'zh-CN',
    chinese,
    {
      missing: '没有名为“nobody”的用户',
      taken: '已存在名为“admin”的用户',
      waits: '机器人池office中没有机器人',
      cancelled: '由Administrator取消',
      never: '已注册，尚未连接',
    },
  ],
];

for (const [language, dictionary, says] of cases) {
  const word = (key: Key) => String(dictionary[key]);
  t(`C: a refusal is said in ${language}, as a page and at its field; and why a job waits (J32)`, () =>
    withConsole(async (s, see) => {
      await s.api('pool.create', { name: 'office' });
      await s.deploy('hello', 'office');
      await s.api('job.run', { deployment: 'hello' });
      await enter(s, see);
      await switchTo(see, language);
      await see.go('/jobs?state=queued');
      await see.page.locator('.opener').click();
      await see.sees(says.waits);
      await see.page.waitForSelector('.why-waiting a[href="#/pools/office"]');
      await see.go('/audit?user=nobody');
      await see.sees(says.missing);
      see.complaints.length = 0; // the browser notes each refused request
      await see.go('/users');
      await see.click(word('users.invite'));
      await type(see, field(word('users.name')), 'admin');
      await see.click(word('users.inviteMake'));
      await see.sees(says.taken);
      await see.accessible(`a refusal in ${language}`);
      see.complaints.length = 0;
    }),
  );
}

for (const [language, , says] of cases)
  t(`C: why a job ended and why a robot is in its state are said in ${language}`, () =>
    withConsole(async (s, see) => {
      await s.api('pool.create', { name: 'office' });
      await s.deploy('hello', 'office');
      const { jobs } = await s.api('job.run', { deployment: 'hello' });
      await s.api('job.cancel', { job: jobs[0]!.id });
      const { token } = await s.api('robot.invite', { name: 'falcon' });
      await FakeAgent.enrol(s.url, token, 'falcon');
      await enter(s, see);
      await switchTo(see, language);
      await see.go('/jobs?state=cancelled');
      await see.page.locator('.opener').click();
      await see.sees(says.cancelled);
      await see.go('/robots/falcon');
      await see.sees(says.never);
    }),
  );

t.run();
