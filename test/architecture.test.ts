/** The floors of docs/architecture.md, checked: who may import whom, cycles, forbidden globals, sizes, first lines. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from './support/suite.ts';

const t = suite('architecture');

const SOURCES = '{protocol,coordinator,agent,sdk,console,bin,testing,scripts,bench,test}/**/*.{ts,tsx}';
const MAX_LINES = 300;
const MAX_FUNCTION_LINES = 50;

/** Longest prefix wins. A folder may import itself and what is listed. */
const floors: Record<string, string[]> = {
  protocol: [],
  'coordinator/domain': ['protocol'],
  sdk: ['protocol'],
  console: ['protocol'],
  'coordinator/store': ['protocol', 'coordinator/domain', 'coordinator/ids.ts'],
  'coordinator/evidence': ['protocol', 'coordinator/domain', 'coordinator/store'],
  coordinator: ['protocol', 'coordinator/domain', 'coordinator/store', 'coordinator/evidence', 'coordinator/ids.ts'],
  'coordinator/ids.ts': [],
  'agent/capture': ['protocol'],
  'agent/spool': ['protocol'],
  'agent/supervisor': ['protocol', 'agent/capture', 'agent/spool', 'agent'],
  agent: ['protocol', 'agent/capture', 'agent/spool', 'agent/supervisor'],
  bin: ['protocol', 'coordinator', 'agent', 'agent/capture'],
  testing: ['protocol', 'coordinator', 'coordinator/domain', 'coordinator/store', 'coordinator/ids.ts', 'sdk'],
  scripts: ['*'],
  bench: ['*'],
  test: ['*'],
};

/** Each of these lives in few named files; everyone else gets the value handed in. */
const globals: { what: RegExp; name: string; allowed: string[] }[] = [
  {
    name: 'process.env',
    what: /\bprocess\.env\b/,
    allowed: ['coordinator/config.ts', 'agent/config.ts', 'sdk/environment.ts', 'bin/settings.ts'],
  },
  {
    name: 'Date.now()',
    what: /\bDate\.now\(\)/,
    allowed: [
      'coordinator/clock.ts',
      'agent/clock.ts',
      'sdk/environment.ts',
      'bin/settings.ts',
      'console/environment.ts',
    ],
  },
  {
    name: 'Math.random()',
    what: /\bMath\.random\(\)/,
    allowed: ['coordinator/ids.ts', 'agent/clock.ts', 'sdk/environment.ts', 'console/environment.ts'],
  },
  { name: 'console.log', what: /\bconsole\.(log|error|warn|info|debug)\(/, allowed: [] },
];

const files = globSync(SOURCES, { exclude: (name) => ['node_modules', 'dist'].includes(String(name)) });
const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const product = files.filter((file) => !/^(test|bench|scripts)\//.test(file));

const placeOf = (file: string): string =>
  Object.keys(floors)
    .filter((place) => file === place || file.startsWith(`${place}/`))
    .sort((a, b) => b.length - a.length)[0]!;

function importsOf(file: string): string[] {
  const specifiers = [...text.get(file)!.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g)].map((m) => m[1]!);
  return specifiers.map((s) => normalize(join(dirname(file), s)));
}

/** Imports that exist at run time: types may point in circles. */
function runtimeImportsOf(file: string): string[] {
  const source = text.get(file)!.replace(/import type [^;]*;|export type [^;]*from[^;]*;/g, '');
  return [...source.matchAll(/^(?:import|export)\s[^;]*?['"](\.[^'"]+)['"]/gm)].map((m) =>
    normalize(join(dirname(file), m[1]!)),
  );
}

t('imports point down only', () => {
  const wrong = files.flatMap((file) => {
    const place = placeOf(file);
    const allowed = [place, ...floors[place]!];
    const own = (target: string) => placeOf(target) === place;
    return importsOf(file)

      .filter(
        (target) =>
          text.has(target) &&
          !own(target) &&
          !allowed.includes('*') &&
          !allowed.some((a) => target === a || placeOf(target) === a),
      )
      .map((target) => `${file} imports ${target}`);
  });
  assert.equal(wrong, []);
});

t('there is no cycle', () => {
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string) => {
    if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || !text.has(file)) return;
    path.push(file);
    for (const target of runtimeImportsOf(file)) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of files) visit(file);
  assert.equal(cycles, []);
});

t('the domain knows no clock, logger, database, socket or await', () => {
  const domain = files.filter((file) => file.startsWith('coordinator/domain/'));
  const wrong = domain.filter((file) =>
    /\bawait\b|\basync\b|from '(node:|pino|ws|fastify|better-sqlite3)/.test(withoutComments(text.get(file)!)),
  );
  assert.equal(wrong, []);
});

for (const { name, what, allowed } of globals) {
  t(`${name} lives in its named files only`, () => {
    assert.equal(
      product.filter((file) => what.test(withoutComments(text.get(file)!)) && !allowed.includes(file)),
      [],
    );
  });
}

t('SQL stands in the store alone', () => {
  const sql = /\b(select\s+[\w*,\s]+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from)\b/i;
  const wrong = product.filter(
    (file) => !file.startsWith('coordinator/store/') && sql.test(withoutComments(text.get(file)!)),
  );
  assert.equal(wrong, []);
});

t(`no file is longer than ${MAX_LINES} lines`, () => {
  assert.equal(
    files.filter((file) => text.get(file)!.split('\n').length > MAX_LINES + 1),
    [],
  );
});

t(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
  assert.equal(product.flatMap(longFunctions), []);
});

t('the first line of a file says what it answers', () => {
  const wrong = product.filter((file) => !/^(#!.*\n)?\/\*\*/.test(text.get(file)!));
  assert.equal(wrong, []);
});

t('no file has a name that says nothing', () => {
  assert.equal(
    files.filter((file) => /\/(utils?|helpers?|common|manager|misc)\.tsx?$/.test(file)),
    [],
  );
});

/** Counts lines between a function's head at the start of a line (with indentation) and the brace that closes it there. */
function longFunctions(file: string): string[] {
  const lines = text.get(file)!.split('\n');
  return lines.flatMap((line, i) => {
    const head =
      /^(\s*)(export )?(default )?(async )?(function\*? \w+|(static |private |readonly )*(async )?#?\w+\([^)]*\)[^;=]*\{$|const \w+ = (async )?\([^)]*\)[^=]*=> \{$)/.exec(
        line,
      );
    if (!head || /^\s*(if|for|while|switch|return|catch)\b/.test(line)) return [];
    const end = lines.findIndex((other, j) => j > i && other.startsWith(`${head[1]}}`));
    return end - i > MAX_FUNCTION_LINES ? [`${file}:${i + 1} (${end - i} lines)`] : [];
  });
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

t.run();
