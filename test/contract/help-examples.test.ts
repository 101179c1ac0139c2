/** Whether the examples in the help of every command can be typed as they stand. */
import type { Command } from 'commander';
import * as assert from 'uvu/assert';
import { buildProgram } from '../../bin/program.ts';
import { suite } from '../support/suite.ts';

const t = suite('examples of the command line');

const withAllBelow = (command: Command): Command[] => [command, ...command.commands.flatMap(withAllBelow)];

/** Every command parses as it does for a user, and then does nothing. */
function harmless(): Command {
  const program = buildProgram();
  for (const command of withAllBelow(program)) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  return program;
}

function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const lines = help.split('\n').filter((line) => line.startsWith('  $ '));
  return lines.map((line) => line.slice('  $ '.length).replace(/ {3,}\S.*/, '')); // what stands apart explains it
}

/** What the shell would hand to each `gantry` of a line; quotes, pipes and redirections as the examples use them. */
function calls(line: string): string[][] {
  return line.split(/ \| | && |\$\(/).flatMap((part) => {
    const words = part.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
    const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
    const end = words.findIndex((word) => /^(>>?|<|#)/.test(word));
    if (words[start] !== 'gantry') return [];
    const own = words.slice(start + 1, end < 0 ? undefined : end);
    return [own.map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))];
  });
}

t('each example names a command with arguments that it takes', () => {
  const examples = withAllBelow(harmless()).flatMap(examplesOf);
  assert.ok(examples.length > 200, `${examples.length} examples`);
  for (const line of examples) {
    const found = calls(line);
    assert.ok(found.length > 0, `no gantry in: ${line}`);
    for (const argv of found)
      assert.not.throws(() => harmless().parse(argv, { from: 'user' }), undefined, `cannot be typed: ${line}`);
  }
});

t.run();
