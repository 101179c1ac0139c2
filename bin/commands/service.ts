/** `gantry coordinator service` and `gantry agent service`: print the systemd unit that starts it at boot. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { refuse } from '../../protocol/errors.ts';
import { describe } from '../command.ts';
import { note, print } from '../output.ts';
import { type Service, serviceUnit } from '../service-unit.ts';

interface ServiceOptions {
  data: string;
  user: string;
}

export function serviceCommand(part: Service['part'], dataFolder: string): Command {
  const file = `/etc/systemd/system/gantry-${part}.service`;
  return describe(
    new Command('service'),
    `Print the systemd unit that starts the ${part} at boot and again after a crash.`,
    [
      `${part} service | sudo tee ${file}`,
      ...(part === 'coordinator'
        ? ['coordinator service --data /var/lib/gantry --user gantry -- --host 0.0.0.0 --tls-cert … --tls-key …']
        : ['agent service --data /var/lib/gantry-agent --user robot -- --label sap']),
    ],
  )
    .argument('[options...]', `after "--": options of "gantry ${part} start"`)
    .option('--data <folder>', 'the data folder', dataFolder)
    .option('--user <name>', 'the account that it runs under', userInfo().username)
    .action((extra: string[], { data, user }: ServiceOptions) => {
      if (/[\s%"\\]/.test(user)) refuse('ValidationError', `user: ${user} is no name of an account`, { field: 'user' });
      const folder = resolve(data);
      const argv = [process.execPath, resolve(process.argv[1]!), part, 'start', '--data', folder, ...extra];
      print(serviceUnit({ part, user, argv, data: folder }));
      note(`then: sudo systemctl daemon-reload && sudo systemctl enable --now gantry-${part}`);
    });
}
