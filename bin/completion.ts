/** Tab completion: scripts for bash, zsh and fish that ask `gantry __complete`; candidates come from the commands themselves. */
import { Command } from 'commander';
import { refuse } from '../protocol/errors.ts';
import { openApi } from './api.ts';
import { describe } from './command.ts';
import { print } from './output.ts';

const scripts: Record<string, string> = {
  bash: `_gantry() { local IFS=$'\\n'; COMPREPLY=($(gantry __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)); }
complete -o default -F _gantry gantry`,
  zsh: `#compdef gantry
_gantry() { local -a found; found=("\${(@f)$(gantry __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"); compadd -a found; }
compdef _gantry gantry`,
  fish: `complete -c gantry -f -a '(gantry __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
};

export function completionCommands(program: Command): Command[] {
  const completion = describe(new Command('completion'), 'Print the completion script for your shell.', [
    'completion bash >> ~/.bashrc',
    'completion zsh > ~/.zfunc/_gantry',
    'completion fish > ~/.config/fish/completions/gantry.fish',
  ])
    .argument('<shell>', Object.keys(scripts).join(', '))
    .action((shell: string) =>
      print(
        scripts[shell] ??
          refuse('ValidationError', `no completion for "${shell}"; there is: ${Object.keys(scripts).join(', ')}`, {
            field: 'shell',
          }),
      ),
    );
  const complete = new Command('__complete')
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: string[]) => {
      for (const candidate of await candidates(program, words)) print(candidate);
    });
  return [completion, complete];
}

/** Which verb lists the values of an argument or option of this name. */
const named = {
  deployment: 'deployment.list',
  robot: 'robot.list',
  pool: 'pool.list',
  queue: 'queue.list',
  package: 'package.list',
  job: 'job.list',
  user: 'user.list',
  webhook: 'webhook.list',
  jobs: 'job.list',
  schedule: 'schedule.list',
  calendar: 'calendar.list',
  asset: 'asset.list',
  'allow-asset': 'asset.list',
  'disallow-asset': 'asset.list',
  'allow-queue': 'queue.list',
  'disallow-queue': 'queue.list',
} as const;

/** Words that may stand in the place of the last one of `words`. */
export async function candidates(program: Command, words: string[]): Promise<string[]> {
  const last = words.at(-1) ?? '';
  let command = program;
  let argument = 0;
  for (const word of words.slice(0, -1)) {
    const sub: Command | undefined = command.commands.find((c) => c.name() === word);
    if (sub) command = sub;
    else if (!word.startsWith('-')) argument++;
  }
  const before = words.at(-2) ?? '';
  const option = command.options.find((o) => o.long === before && (o.required || o.optional));
  const found = option
    ? (option.argChoices ?? (await namesOf(option.name(), last)))
    : last.startsWith('-')
      ? command.options.flatMap((o) => o.long ?? [])
      : command.commands.length > 0
        ? command.commands.map((c) => c.name()).filter((n) => !n.startsWith('__'))
        : await namesOf(command.registeredArguments[argument]?.name() ?? '', last);
  return found.filter((c) => c.startsWith(last));
}

/** Of thousands those that may be meant: the coordinator looks for what is typed. */
async function namesOf(what: string, typed: string): Promise<string[]> {
  const verb = named[what as keyof typeof named];
  if (!verb) return [];
  try {
    const { items } = await openApi({}).call(verb, typed === '' || verb === 'job.list' ? {} : { text: typed });
    return items.map((item) => ('name' in item ? item.name : item.id));
  } catch {
    return []; // completion never disturbs the prompt: not signed in or nobody there means no suggestions
  }
}
