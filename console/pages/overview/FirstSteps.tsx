/** What to do on a new coordinator: the way to the first recorded run, each step a button, ticked when it is done. */
import { Code, Text } from '@mantine/core';
import {
  IconCircle,
  IconCircleCheck,
  IconPlayerPlay,
  IconPlus,
  IconRobot,
  IconUpload,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { Role } from '../../../protocol/fields.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { type Key, t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Card } from '../../parts/Page.tsx';
import { RunNow } from '../jobs/RunNow.tsx';
import { CreateQueue } from '../queues/QueueForm.tsx';
import { AddRobot } from '../robots/AddRobot.tsx';

type Name = 'robot' | 'queue' | 'package' | 'deployment' | 'run';

interface Step {
  name: Name;
  title: Key;
  says: Key;
  /** For who prefers a terminal. */
  command: string;
  button: Key;
  icon: TablerIcon;
  role: Role;
}

const steps: Step[] = [
  {
    ...{
      name: 'robot',
      title: 'first.robot',
      says: 'first.robotSays',
      command: 'gantry pool create my-pool\ngantry robot invite --pool my-pool',
    },
    ...{ button: 'robots.add', icon: IconRobot, role: 'admin' },
  },
  {
    ...{ name: 'queue', title: 'first.queue', says: 'first.queueSays', command: 'gantry queue create my-queue' },
    ...{ button: 'queues.create', icon: IconPlus, role: 'operator' },
  },
  {
    ...{ name: 'package', title: 'first.package', says: 'first.packageSays' },
    command: 'gantry init my-robot\ngantry publish my-robot',
    ...{ button: 'first.upload', icon: IconUpload, role: 'developer' },
  },
  {
    ...{ name: 'deployment', title: 'first.deployment', says: 'first.deploymentSays' },
    command: 'gantry deploy my-robot --pool my-pool',
    ...{ button: 'deployments.new', icon: IconPlus, role: 'developer' },
  },
  {
    ...{ name: 'run', title: 'first.run', says: 'first.runSays', command: 'gantry run my-robot' },
    ...{ button: 'jobs.runNow', icon: IconPlayerPlay, role: 'operator' },
  },
];

/** Gone once something ran: a fleet may do without queues. */
export function FirstSteps({ robots }: { robots: number }) {
  const one = { limit: 1 };
  const jobs = useVerb('job.list', one, { topics: ['jobs'] }).data?.items;
  const queues = useVerb('queue.list', one, { topics: ['queues'] }).data?.items;
  const packages = useVerb('package.list', one, { topics: ['packages'] }).data?.items;
  const deployments = useVerb('deployment.list', one, { topics: ['deployments'] }).data?.items;
  const [asked, setAsked] = useState<Name>();
  const close = () => setAsked(undefined);
  if (!jobs || !queues || !packages || !deployments) return null;
  if (robots > 0 && jobs.length > 0 && asked === undefined) return null;
  const found: Record<Name, number> = {
    ...{ robot: robots, queue: queues.length, package: packages.length },
    ...{ deployment: deployments.length, run: jobs.length },
  };
  const next = steps.find(({ name }) => found[name] === 0)?.name;
  return (
    <Card title={t('first.title')}>
      <ol className="first-steps">
        {steps.map((step) => (
          <Row key={step.name} step={step} done={found[step.name] > 0} next={step.name === next} onAsk={setAsked} />
        ))}
      </ol>
      {asked === 'robot' && <AddRobot onClose={close} />}
      {asked === 'queue' && <CreateQueue onClose={close} />}
      {asked === 'run' && <RunNow onClose={close} />}
    </Card>
  );
}

interface RowProps {
  step: Step;
  done: boolean;
  /** The first that is not done. */
  next: boolean;
  onAsk: (name: Name) => void;
}

function Row({ step: { name, title, says, command, button, icon, role }, done, next, onAsk }: RowProps) {
  const Sign = done ? IconCircleCheck : IconCircle;
  const begin = () => {
    if (name === 'package') goTo(to.packages());
    else if (name === 'deployment') goTo(to.newDeployment());
    else onAsk(name);
  };
  return (
    <li className="first-step" data-done={done || undefined}>
      <Sign
        size={22}
        stroke={1.7}
        className="first-sign"
        role="img"
        aria-label={t(done ? 'first.done' : 'first.open')}
      />
      <div className="first-words">
        <Text fw={600} size="sm">
          {t(title)}
        </Text>
        <Text size="sm" c="dimmed">
          {t(says)}
        </Text>
      </div>
      <Code block className="command">
        {command}
      </Code>
      <ActionButton {...{ icon, role }} small variant={next ? 'filled' : 'default'} label={t(button)} onClick={begin} />
    </li>
  );
}
