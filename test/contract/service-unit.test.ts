/** The systemd units that `gantry coordinator service` and `gantry agent service` print, held against systemd itself. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { serviceUnit } from '../../bin/service-unit.ts';
import { folder } from '../support/folder.ts';
import { suite } from '../support/suite.ts';

const t = suite('units of systemd');
const GANTRY = join(import.meta.dirname, '../../bin/gantry.ts');
const gantry = (...argv: string[]) => spawnSync(process.execPath, [GANTRY, ...argv], { encoding: 'utf8' });

t(
  'P4: only the agent itself is stopped, and each run may have a control group; options after -- are those of start',
  () => {
    const { stdout, stderr, status } = gantry('agent', 'service', '--data', '/srv/robot', '--', '--label', 'sap');
    assert.is(status, 0, stderr);
    for (const line of ['KillMode=process', 'Delegate=yes', 'Restart=on-failure', 'RequiresMountsFor=/srv/robot'])
      assert.ok(stdout.split('\n').includes(line), line);
    assert.match(stdout, / agent start --data \/srv\/robot --label sap\n/);
    assert.match(stderr, 'systemctl enable --now gantry-agent');
  },
);

t('an account that is no name of one is refused in words', () => {
  const { stdout, stderr, status } = gantry('coordinator', 'service', '--user', 'no one');
  assert.equal([stdout, status], ['', 2]);
  assert.match(stderr, 'user: no one is no name of an account');
});

t('a word of the command is one word, whatever is in it', () => {
  const argv = ['/usr/bin/node', '/opt/g', 'a b', '100%', '$HOME', 'say "so"\\', "it's"];
  const unit = serviceUnit({ part: 'agent', user: 'robot', argv, data: '/srv/a b' });
  assert.match(unit, `ExecStart=/usr/bin/node /opt/g "a b" 100%% $$HOME "say \\"so\\"\\\\" "it's"\n`);
});

if (spawnSync('systemd-analyze', ['--version']).status !== 0) t.skip('systemd takes the units', 'no systemd here');
else
  t('systemd takes the units without a word', () => {
    for (const part of ['coordinator', 'agent'] as const) {
      const argv = [process.execPath, GANTRY, part, 'start', '--data', '/var/lib/a b 100%'];
      const file = join(folder('unit'), `gantry-${part}.service`);
      writeFileSync(file, serviceUnit({ part, user: 'root', argv, data: '/var/lib/a b 100%' }));
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      assert.equal([status, stderr], [0, '']);
    }
  });

t.run();
