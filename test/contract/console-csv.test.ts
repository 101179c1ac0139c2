/** "Every table: CSV export of the filtered rows": what a table shows is in its file, whatever columns are hidden. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { tableHeader } from '../../protocol/export-tables.ts';
import { suite } from '../support/suite.ts';

const t = suite("CSV of the console's tables");

const ROOT = join(import.meta.dirname, '../../console');
const pages = globSync('pages/**/*.tsx', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

/** Their files are made by the coordinator, in columns of its own (protocol/export-tables.ts, export-rows.ts). */
const STREAMED = [
  'pages/jobs/columns.tsx',
  'pages/audit/columns.tsx',
  'pages/robots/columns.tsx',
  'pages/queues/columns.tsx',
];

/** The object literal that begins at `start`. */
function literal(text: string, start: number): string {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return text.slice(start, i + 1);
  }
  throw new Error(`no end of ${text.slice(start, start + 60)}`);
}

t('C: every table whose columns can be chosen has a CSV export', () => {
  const tables = pages.filter(({ text }) => text.includes('useColumns('));
  assert.ok(tables.length >= 19, `${tables.length} tables`);
  assert.equal(
    tables.filter(({ text }) => !/<(CsvButton|CsvLink|Export)\b/.test(text)).map(({ file }) => file),
    [],
  );
});

t('C: every column of a table whose file is made in the browser is in that file', () => {
  const makers = pages.filter(({ file, text }) => text.includes('Column<') && !STREAMED.includes(file));
  const columns = makers.flatMap(({ file, text }) =>
    [...text.matchAll(/\{\s*key: '(\w+)',\s*title: (?!'')/g)].map((found) => ({
      name: `${file} ${found[1]}`,
      text: literal(text, found.index),
    })),
  );
  assert.ok(columns.length > 80, `${columns.length} columns`);
  const elsewhere = [
    'pages/deployments/DeploymentSchedules.tsx', // a part of the table of schedules, which has the file
    'pages/conditions/ConditionsPage.tsx onOff', // the state says it
  ];
  assert.equal(
    columns
      .filter(({ name, text }) => !/\bcsv:/.test(text) && !elsewhere.some((place) => name.startsWith(place)))
      .map(({ name }) => name),
    [],
  );
});

t('C11: the file of robots has what their table can show', () => {
  const header = tableHeader('robot.list');
  for (const column of [
    'name',
    'state',
    'machine',
    'pools',
    'labels',
    'screenSize',
    'os',
    'freeDiskMb',
    'agentVersion',
  ])
    assert.match(header, new RegExp(`\\b${column}\\b`));
  assert.match(header, /\brun\b/);
});

t.run();
