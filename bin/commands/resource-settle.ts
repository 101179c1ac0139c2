/** `gantry resource settle`: a person says what came of an effect that a script began (S9); how effects are printed. */
import { Option } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import type { EffectView } from '../../protocol/shapes-effect.ts';
import { api, apiCommand, type Common } from '../command.ts';
import { clean, print, printJson, printTable, when } from '../output.ts';
import { jsonValue } from './json-value.ts';

interface SettleOptions extends Common {
  done?: { result: Json };
  again?: boolean;
}

export const settleCommand = () =>
  apiCommand('settle', 'Say what came of what a script does once: it was done, or it shall be done again.', [
    'resource settle invoices i_… "post invoice" --done \'{"number": 4711}\'',
    'resource settle invoices i_… "post invoice" --done null',
    'resource settle invoices i_… "post invoice" --again',
  ])
    .argument('<queue>')
    .argument('<id>', 'as "gantry queue show" prints it')
    .argument('<name>', 'the effect, as "gantry resource show" prints it')
    .addOption(
      new Option(
        '--done <json>',
        'it was done: robots get this result; @FILE reads a file, - standard input',
      ).argParser((text) => ({ result: jsonValue(text) })),
    )
    .option('--again', 'it was not done: the next robot does it')
    .action(async (queue: string, id: string, name: string, { done, again, ...options }: SettleOptions) => {
      if ((done === undefined) === (again !== true))
        refuse('ValidationError', 'say one of them: --done RESULT if it was done, --again if it shall be done again');
      const said = done === undefined ? { forget: true as const } : done;
      const { effect } = await api(options).call('effect.settle', { queue, id, name, ...said });
      if (options.json) return printJson(effect ?? { forgotten: name });
      print(effect ? `${clean(name)} is done` : `${clean(name)} will be done again`);
      print(`see whether the resource must be tried again: gantry resource retry "${clean(queue)}" ${id}`);
    });

export function printEffects(effects: EffectView[]): void {
  if (effects.length === 0) return;
  const rows = effects.map(({ name, state, by, at, result }) => [
    name,
    state === 'done' ? 'done' : 'begun, not known whether done',
    when(at),
    by.name,
    result === undefined ? '' : JSON.stringify(result).slice(0, RESULT_CHARS),
  ]);
  printTable(['ONCE', 'STATE', 'TIME', 'WHO', 'RESULT'], rows, '');
  print();
}

const RESULT_CHARS = 160;
