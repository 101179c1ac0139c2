/** Every sentence with which the coordinator answers a person has its Russian and its Chinese form. */
import { globSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { coordinator as russian } from '../../console/i18n/ru/coordinator.ts';
import { coordinator as chinese } from '../../console/i18n/zh-CN/coordinator.ts';
import { EndReason } from '../../protocol/fields.ts';
import { fill, Sentence, say } from '../../protocol/sentence.ts';
import { suite } from '../support/suite.ts';

const t = suite('the sentences of the coordinator in every language');

/**
 * Robots, agents, the command line at a start, and the insides of the store hear what these refuse; no page shows it. What
 * else they say is kept beside a job, a run or a robot, where people read it.
 */
const NOBODY_LOOKS = [
  /^coordinator\/(store\/|config|master-keys|index|coordinator-url|agent-socket|run-socket|gateway|rpc|uploads)/,
  /^coordinator\/(http-bytes|http-blobs|intake|waits|sessions|requests|disk|pictures|http-pictures|key-rotation|seal)/,
  /^coordinator\/(backups|backup-folder|vault|behalf|repeat|giving-way|param-files|assets)/,
  /^coordinator\/domain\/(artifact|principal-run|report|run|run-offer|author|asset-read|queue-allowed|effect|lock-wait|lock|resource-lock)\./,
  /^coordinator\/domain\/(resource-change|resource-get-many|resource-walk|robot|robot-session|machine|job-child|secret)\./,
  /^protocol\/(client|frame)\./,
];

/** A refusal with the sentence that it says. */
const REFUSAL = /\b(?:refuse|GantryError)\(\s*'\w+',\s*say`(?:[^`$]|\$\{\{[^`]*?\}\}|\$)*`/g;
const nobodyLooks = (file: string) => NOBODY_LOOKS.some((pattern) => pattern.test(file));

const read = globSync(['coordinator/**/*.ts', 'protocol/**/*.ts', 'agent/{agent,runs}.ts']).map((file) => ({
  file,
  text: readFileSync(file, 'utf8'),
}));
const sources = read.filter(({ file }) => !nobodyLooks(file));
/** Without what they refuse. */
const others = read
  .filter(({ file }) => nobodyLooks(file))
  .map(({ text }) => text.replaceAll(REFUSAL, '').replaceAll(/(?:refuse|GantryError)\(/g, ''));

/** The forms of a source: of its `say` (a place is `{{ name: value }}`, or a variable `name` that holds such), and the texts without values that it refuses with. */
function formsIn(text: string): string[] {
  const templates = [...text.matchAll(/\bsay`((?:[^`$]|\$\{\{[^`]*?\}\}|\$)*)`/g)].map(([, body]) =>
    body!.replace(/\$\{\{\s*(\w+)[\s\S]*?\}\}/g, '{$1}').replace(/\$\{(\w+)\}/g, '{$1}'),
  );
  const constants = [...text.matchAll(/(?:refuse|GantryError)\(\s*'\w+',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")\s*[,)]/g)];
  return [...templates, ...constants.map(([, single, double]) => (single ?? double)!.replace(/\\'/g, "'"))];
}

const forms = new Set([...sources.map(({ text }) => text), ...others].flatMap(formsIn));
const languages = { ru: russian, 'zh-CN': chinese };
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

t('C: every sentence that a person may meet is said in every language', () => {
  assert.ok(forms.size > 100, `only ${forms.size} were found`);
  for (const [language, known] of Object.entries(languages))
    assert.equal([...forms].filter((form) => !Object.hasOwn(known, form)).sort(), [], language);
});

t('C: a translated sentence has the places of the English one', () => {
  for (const [language, known] of Object.entries(languages))
    for (const [form, text] of Object.entries(known)) assert.equal(places(text), places(form), `${language}: ${form}`);
});

t('C: no translated sentence has places that nothing in the sources fills', () => {
  for (const [language, known] of Object.entries(languages))
    assert.equal(
      Object.keys(known).filter((form) => places(form).length > 0 && !forms.has(form)),
      [],
      language,
    );
});

t('C, P8: every reason for which a run ends has a word in every language', () => {
  for (const [language, known] of Object.entries(languages))
    assert.equal(
      EndReason.options.filter((reason) => !Object.hasOwn(known, reason)),
      [],
      language,
    );
});

t('C: both languages know the same sentences', () => {
  assert.equal(Object.keys(russian).sort(), Object.keys(chinese).sort());
});

t('C: a refusal with values is a sentence, not a text', () => {
  const loose = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/(?:refuse|GantryError)\(\s*'\w+',\s*`[^`]*`/g)].map(([found]) => `${file}: ${found}`),
  );
  assert.equal(loose, []);
});

t('C: a sentence keeps its English text, and travels with its values', () => {
  const near = say`did you mean "${{ near: 'a' }}"? `;
  const sentence = say`there is no ${{ kind: 'queue' }}; ${{ near }}look`;
  assert.is(String(sentence), 'there is no queue; did you mean "a"? look');
  assert.is(sentence.form, 'there is no {kind}; {near}look');
  const again = Sentence.fromWire(JSON.parse(JSON.stringify(sentence.toWire())));
  assert.is(String(again), String(sentence));
  assert.is(fill('{near}{kind}', again.values), 'did you mean "a"? queue');
});

t.run();
