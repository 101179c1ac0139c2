/** What the operator of the story has on the disk: a package that works a queue of invoices, and the invoices, one of them wrong. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from '../../bin/pack.ts';
import { folder } from '../support/folder.ts';

/** The line that the script writes when it meets the wrong amount. */
export const COMPLAINT = 'the amount of invoice 1002 is "3OO", which is no number';
export const WRONG = '3OO';
export const CORRECTED = JSON.stringify({ number: 1002, amount: 300 });

const SCRIPT = `
import { setTimeout as rest } from 'node:timers/promises';
import { BusinessError, robot } from 'gantry';
let entered = 0;
await robot.queue(robot.params.queue).each(async ({ value: { number, amount } }) => {
  robot.log.info('invoice ' + number);
  await rest(1_200); // long enough that the video shows one invoice after the other
  if (Number.isNaN(Number(amount))) {
    const says = 'the amount of invoice ' + number + ' is "' + amount + '", which is no number';
    robot.log.error(says);
    throw new BusinessError(says);
  }
  entered++;
});
robot.output({ entered });
`;

/** Archive of the package that takes its invoices from `queue` unless told otherwise. */
export async function invoicePackage(name: string, queue: string): Promise<string> {
  const source = join(folder('package'), name);
  mkdirSync(source);
  const manifest = {
    ...{ name, version: '1.0.0', command: ['node', 'main.mjs'], needs: { screen: '640x480' } },
    parameters: [{ name: 'queue', type: 'text', default: queue }],
  };
  writeFileSync(join(source, 'process.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'main.mjs'), SCRIPT);
  const { file } = await pack(source, { out: `${source}-1.0.0.tgz` });
  return file;
}

export function invoiceFile(): string {
  const file = join(folder('invoices'), 'invoices.csv');
  writeFileSync(file, `number,amount\n1001,250\n1002,${WRONG}\n1003,75\n`);
  return file;
}
