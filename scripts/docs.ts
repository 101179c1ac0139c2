/** Writes docs/protocol.md from the contract and docs/states.md from the state tables; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { protocolText } from './docs-protocol.ts';
import { statesText } from './docs-states.ts';

const root = join(import.meta.dirname, '..');
const source = (name: string) => readFileSync(join(root, 'protocol', name), 'utf8');
const sources = { notices: source('notices.ts'), fields: source('fields.ts') };
const pages = { 'docs/protocol.md': protocolText(sources), 'docs/states.md': statesText() };
const checkOnly = process.argv.includes('--check');

for (const [path, text] of Object.entries(pages)) {
  const file = join(root, path);
  if (!checkOnly) {
    writeFileSync(file, text);
    continue;
  }
  if (readFileSync(file, 'utf8') === text) continue;
  process.stderr.write(`${path} is out of date: run \`node scripts/docs.ts\` and commit it\n`);
  process.exitCode = 1;
}
