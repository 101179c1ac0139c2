import * as assert from 'uvu/assert';
import { texts as english } from '../../console/i18n/en/index.ts';
import { preferred } from '../../console/i18n/language.ts';
import { texts as russian } from '../../console/i18n/ru/index.ts';
import type { Dictionary, Entry, Key } from '../../console/i18n/texts.ts';
import { coordinator } from '../../console/i18n/zh-CN/coordinator.ts';
import { texts as chinese } from '../../console/i18n/zh-CN/index.ts';
import { suite } from '../support/suite.ts';

const t = suite('the texts of the console in every language');

const dictionaries: Record<string, Dictionary> = { en: english, 'zh-CN': chinese, ru: russian };
const others = Object.entries(dictionaries).filter(([language]) => language !== 'en');
const keys = Object.keys(english) as Key[];

const forms = (entry: Entry): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry));
const placeholders = (entry: Entry): string[] =>
  [...new Set(forms(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

t('C: every language has the same keys, each with a text', () => {
  for (const [language, dictionary] of Object.entries(dictionaries)) {
    assert.equal(Object.keys(dictionary).sort(), [...keys].sort(), language);
    const empty = keys.filter((key) => forms(dictionary[key]).some((text) => text.trim() === ''));
    assert.equal(empty, [], `${language}: empty texts`);
  }
});

t('C: a translation has the placeholders of the English text', () => {
  for (const [language, dictionary] of others)
    for (const key of keys)
      assert.equal(placeholders(dictionary[key]), placeholders(english[key]), `${language}: ${key}`);
});

t('C: a text with plural forms has all that its language knows', () => {
  for (const [language, dictionary] of Object.entries(dictionaries)) {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of keys) {
      const entry = dictionary[key];
      if (typeof entry === 'string') continue;
      assert.equal(Object.keys(entry).sort(), [...wanted].sort(), `${language}: ${key}`);
    }
  }
});

t('C: Russian counts with plural forms wherever English does', () => {
  const flat = keys.filter((key) => typeof english[key] !== 'string' && typeof russian[key] === 'string');
  assert.equal(flat, []);
});

t('C: nothing was left in English', () => {
  for (const [language, dictionary] of others) {
    const letters = language === 'ru' ? /\p{Script=Cyrillic}/u : /\p{Script=Han}/u;
    const left = keys.filter(
      (key) => /[a-z]{4}/i.test(proseOf(english[key])) && !letters.test(forms(dictionary[key]).join()),
    );
    assert.equal(left, [], language);
  }
});

t('C: Chinese sentences have full-width punctuation', () => {
  const inner = /[\p{Script=Han}”}）][,:;?!]\s*[\p{Script=Han}“{（]/u;
  const around = /\p{Script=Han}[()]|\(\p{Script=Han}/u;
  const all: [string, Entry][] = [...Object.entries(chinese), ...Object.entries(coordinator)];
  const half = all.filter(([, entry]) => forms(entry).some((text) => inner.test(text) || around.test(text)));
  assert.equal(half, []);
});

/** Without placeholders, names of programs and what is typed as it is. */
const SAME_EVERYWHERE = /\{\w+\}|Gantry|HTTP|API|CSV|JSON|Webhook|cron|stdout|stderr|trace|debug|info|warn|error/gi;
const proseOf = (entry: Entry): string => forms(entry).join().replace(SAME_EVERYWHERE, '');

t('C: the browser’s languages choose ours; the first that we have counts', () => {
  assert.is(preferred(['ru-RU', 'en']), 'ru');
  assert.is(preferred(['zh-TW', 'en']), 'zh-CN');
  assert.is(preferred(['fr', 'en-GB', 'ru']), 'en');
  assert.is(preferred(['fr']), undefined);
});

t.run();
