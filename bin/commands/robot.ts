/** `gantry robot ls|show|set|pause|resume|invite|rm` and `pool ls|create|set|rm|join|leave`. */
import { Command } from 'commander';
import type { RobotDetail } from '../../protocol/shapes-robot.ts';
import { api, apiCommand, type Common, collect } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, print, printJson, printTable, state, when } from '../output.ts';

export const robotCommands = (): Command[] => [robotCommand(), poolCommand()];

function robotCommand(): Command {
  const command = new Command('robot').description('Robots: machines that agents made workers.');
  command.addCommand(listRobots());
  command.addCommand(showRobot());
  command.addCommand(setRobot());
  command.addCommand(pauseCommand());
  command.addCommand(resumeCommand());
  command.addCommand(inviteCommand());
  command.addCommand(
    apiCommand('rm', 'Delete an offline robot.', ['robot rm desk-1'])
      .argument('<robot>')
      .action(async (robot: string, options: Common) => {
        await api(options).call('robot.delete', { robot });
        if (options.json) return printJson({ deleted: robot });
        print(`deleted ${robot}`);
      }),
  );
  return command;
}

const listRobots = () =>
  apiCommand('ls', 'List robots with their state and why.', ['robot ls']).action(async (options: Common) => {
    const items = await everyRow(api(options), 'robot.list', {});
    if (options.json) return printJson(items);
    const rows = items.map((r) => [
      r.name,
      state(r.state),
      r.because,
      r.machine,
      r.account,
      r.pools.join(', '),
      r.labels.join(', '),
      r.agentVersion,
      when(r.seen),
    ]);
    const head = ['ROBOT', 'STATE', 'BECAUSE', 'MACHINE', 'ACCOUNT', 'POOLS', 'LABELS', 'AGENT', 'SEEN'];
    printTable(head, rows, 'no robot yet: "gantry robot invite" prints the command that makes a machine one');
  });

const showRobot = () =>
  apiCommand('show', 'One robot: its state and why, its machine, its latest runs.', ['robot show desk-1'])
    .argument('<robot>')
    .action(async (robot: string, options: Common) => {
      const found = await api(options).call('robot.show', { robot });
      if (options.json) printJson(found);
      else printRobot(found);
    });

function printRobot(r: RobotDetail): void {
  print(`${clean(r.name)}: ${state(r.state)}${r.because ? `  ${clean(r.because)}` : ''}`);
  const { facts } = r;
  print(clean(`machine ${r.machine}, account ${r.account}, agent ${r.agentVersion}`));
  if (facts) {
    const screen = [facts.screen, facts.screenSize].filter((part) => part !== undefined).join(' ');
    print(
      clean(`${facts.os} ${facts.arch}, Node ${facts.node}, screen ${screen}, ${facts.freeDiskMb} MB of disk free`),
    );
    print(clean(`browser ${facts.browser ?? 'none'}; ffmpeg ${facts.ffmpeg ?? 'none'}`));
  }
  print(clean(`pools ${r.pools.join(', ') || 'none'}; labels ${r.labels.join(', ') || 'none'}; seen ${when(r.seen)}`));
  print();
  const rows = r.recent.map((run) => [
    run.run,
    run.deployment,
    state(run.state),
    when(run.started ?? run.assigned),
    when(run.ended),
    run.error ?? run.reason ?? '',
  ]);
  printTable(['RUN', 'DEPLOYMENT', 'STATE', 'STARTED', 'ENDED', 'RESULT'], rows, 'it has run nothing yet');
}

const setRobot = () =>
  apiCommand('set', 'Rename a robot, or set the labels that are added to those of its agent.', [
    'robot set desk-1 --rename desk-2',
    'robot set desk-1 --label sap --label eu',
    'robot set desk-1 --no-labels',
  ])
    .argument('<robot>')
    .option('--rename <name>', 'give it another name')
    .option('--label <label>', 'a label that packages may ask for (repeat)', collect)
    .option('--no-labels', 'take away all that people added')
    .action(async (robot: string, options: Common & { rename?: string; label?: string[]; labels: boolean }) => {
      const labels = options.label ?? (options.labels ? undefined : []);
      const made = await api(options).call('robot.update', {
        robot,
        ...(options.rename === undefined ? {} : { name: options.rename }),
        ...(labels === undefined ? {} : { labels }),
      });
      if (options.json) return printJson(made);
      print(clean(`${made.name}: labels ${made.labels.join(', ') || 'none'}`));
    });

const inviteCommand = () =>
  apiCommand('invite', 'Make a one-time token and print the command for the new machine.', [
    'robot invite --name desk-1 --pool accounting',
  ])
    .option('--name <name>', 'the name it must take')
    .option('--pool <pool>', 'the pool it joins')
    .action(async (options: Common & { name?: string; pool?: string }) => {
      const made = await api(options).call('robot.invite', {
        ...(options.name ? { name: options.name } : {}),
        ...(options.pool ? { pool: options.pool } : {}),
      });
      if (options.json) return printJson(made);
      print(`run this on the machine before ${when(made.expires)}:\n\n  ${made.command}`);
    });

const pauseCommand = () =>
  apiCommand('pause', 'Let a robot finish its run and take no other.', [
    'robot pause desk-1',
    'robot pause desk-1 --reason "new screen on Monday"',
  ])
    .argument('<robot>')
    .option('--reason <text>', 'why, for whoever sees it paused (200 characters)')
    .action(async (robot: string, options: Common & { reason?: string }) => {
      const { reason } = options;
      const why = reason === undefined ? {} : { reason };
      await api(options).call('robot.pause', { robot, paused: true, ...why });
      if (options.json) return printJson({ robot, paused: true, ...why });
      print(clean(`${robot}: paused${reason ? `: ${reason}` : ''}`));
    });

const resumeCommand = () =>
  apiCommand('resume', 'Let a paused robot take jobs again.', ['robot resume desk-1'])
    .argument('<robot>')
    .action(async (robot: string, options: Common) => {
      await api(options).call('robot.pause', { robot, paused: false });
      if (options.json) return printJson({ robot, paused: false });
      print(`${robot}: takes jobs again`);
    });

function poolCommand(): Command {
  const command = new Command('pool').description('Pools: sets of robots that share work.');
  command.addCommand(
    apiCommand('ls', 'List pools.', ['pool ls']).action(async (options: Common) => {
      const items = await everyRow(api(options), 'pool.list', {});
      if (options.json) return printJson(items);
      printTable(
        ['POOL', 'ROBOTS', 'JOBS WAITING'],
        items.map((p) => [p.name, p.robots.join(', '), String(p.waiting)]),
        'no pool yet: "gantry pool create NAME" makes one',
      );
    }),
  );
  command.addCommand(
    apiCommand('create', 'Create a pool.', ['pool create accounting'])
      .argument('<name>')
      .action(async (name: string, options: Common) => {
        const made = await api(options).call('pool.create', { name });
        if (options.json) return printJson(made);
        print(`created ${made.name}; put robots in with: gantry pool join ${made.name} ROBOT`);
      }),
  );
  command.addCommand(
    apiCommand('set', 'Rename a pool; its robots, deployments and jobs stay with it.', [
      'pool set accounting --rename finance',
    ])
      .argument('<pool>')
      .requiredOption('--rename <name>', 'give it another name')
      .action(async (pool: string, options: Common & { rename: string }) => {
        const made = await api(options).call('pool.update', { pool, name: options.rename });
        if (options.json) return printJson(made);
        print(clean(`${pool} is called ${made.name} now`));
      }),
  );
  command.addCommand(
    apiCommand('rm', 'Delete a pool that no deployment targets.', ['pool rm accounting'])
      .argument('<pool>')
      .action(async (pool: string, options: Common) => {
        await api(options).call('pool.delete', { pool });
        if (options.json) return printJson({ deleted: pool });
        print(`deleted ${pool}`);
      }),
  );
  command.addCommand(member('join', 'Put a robot into a pool.', 'pool.join'));
  command.addCommand(member('leave', 'Take a robot out of a pool; its current run goes on.', 'pool.leave'));
  return command;
}

function member(name: string, says: string, verb: 'pool.join' | 'pool.leave'): Command {
  return apiCommand(name, says, [`pool ${name} accounting desk-1`])
    .argument('<pool>')
    .argument('<robot>')
    .action(async (pool: string, robot: string, options: Common) => {
      await api(options).call(verb, { pool, robot });
      if (options.json) return printJson({ pool, robot });
      print(verb === 'pool.join' ? `${robot} is in ${pool}` : `${robot} left ${pool}`);
    });
}
