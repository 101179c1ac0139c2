/** The packages that `gantry init` makes: small, whole, and running as they are. */

interface Template {
  files: (name: string) => Record<string, string>;
  /** Commands between making the folder and publishing it. */
  before?: (folder: string) => string[];
  /** Commands between publishing it and its first run: what it works on. */
  after?: (name: string) => string[];
}

/** Of `puppeteer-core`, which brings no browser: the version that Gantry itself is tested with. */
const PUPPETEER = '^25.16.0';

const manifest = (name: string, more: object) =>
  `${JSON.stringify({ name, version: '0.1.0', title: name, description: '', ...more }, null, 2)}\n`;

const node: Template['files'] = (name) => ({
  'process.json': manifest(name, {
    command: ['node', 'main.js'],
    parameters: [{ name: 'who', type: 'text', default: 'world', description: 'Whom to greet' }],
  }),
  'package.json': `${JSON.stringify({ name, private: true, type: 'module' }, null, 2)}\n`,
  'main.js': `import { robot } from 'gantry';

robot.log.info(\`hello, \${robot.params.who}\`);
await robot.step('the work', async () => {
  robot.progress(1, 1);
});
robot.output({ greeted: robot.params.who });
`,
});

const browser: Template['files'] = (name) => ({
  'process.json': manifest(name, {
    command: ['node', 'main.js'],
    parameters: [{ name: 'queue', type: 'text', default: name, description: 'Resource queue to work' }],
    needs: { screen: '1280x720' },
  }),
  'package.json': `${JSON.stringify({ name, private: true, type: 'module', dependencies: { 'puppeteer-core': PUPPETEER } }, null, 2)}\n`,
  'main.js': `import { BusinessError, robot } from 'gantry';

const browser = await robot.browser();
const [page] = await browser.pages();
let done = 0;

await robot.queue(robot.params.queue).each(async (item) => {
  if (!item.value.url) throw new BusinessError('the item has no url'); // to error at once, no retry
  await robot.step(\`open \${item.value.url}\`, () => page.goto(item.value.url));
  await robot.screenshot(item.value.url);
  done++;
}, { lock: 'both' });

await browser.close();
robot.output({ done });
`,
});

const shell: Template['files'] = (name) => ({
  'process.json': manifest(name, {
    command: ['sh', 'run.sh'],
    parameters: [{ name: 'who', type: 'text', default: 'world', description: 'Whom to greet' }],
  }),
  'run.sh': `#!/bin/sh
# Parameters arrive as GANTRY_PARAM_ and their name in capitals; what is written to $GANTRY_OUTPUT as JSON is the run's output.
set -eu
echo "hello, $GANTRY_PARAM_WHO"
printf '{"greeted":"%s"}' "$GANTRY_PARAM_WHO" > "$GANTRY_OUTPUT"
`,
});

export const templates: Record<string, Template> = {
  node: { files: node },
  browser: {
    files: browser,
    before: (folder) => [`npm install --prefix ${folder}`],
    after: (name) => [`gantry queue create ${name}`, `gantry queue add ${name} '{"url": "https://example.com/"}'`],
  },
  shell: { files: shell },
};
