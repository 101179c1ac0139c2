import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';

const t = suite('the styles and texts of the console');

const ROOT = join(import.meta.dirname, '../../console');
const twice = (names: string[]): string[] => [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];

t('a class has its look in one place: of two pages with one name for two things, the later would win', () => {
  const css = globSync('**/*.css', { cwd: ROOT }).filter((file) => !file.startsWith('dist'));
  assert.ok(css.length > 5);
  const rules = css.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/^\.[a-z][\w-]* \{/gm) ?? []);
  assert.equal(twice(rules), []);
});

t('a key stands in one file: of two with one key, the later would win', async () => {
  const files = globSync('i18n/en/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('index.ts'));
  assert.ok(files.length > 10);
  const keys: string[] = [];
  for (const file of files)
    for (const texts of Object.values((await import(join(ROOT, file))) as Record<string, object>))
      keys.push(...Object.keys(texts));
  assert.equal(twice(keys), []);
});

t.run();
