/** One look for every state: colour, icon and word together, so that no meaning hangs on the colour alone. */
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconCloudOff,
  IconLoader2,
  IconPlayerPause,
  IconPlugConnectedX,
  IconProgress,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { JobState, ResourceStatus, RobotState, RunState } from '../../protocol/fields.ts';
import { t } from '../i18n/index.ts';

type Tone = 'good' | 'bad' | 'active' | 'waiting' | 'quiet' | 'warn';
export interface Look {
  tone: Tone;
  icon: TablerIcon;
  spins?: boolean;
}

const job = {
  queued: { tone: 'waiting', icon: IconClock },
  running: { tone: 'active', icon: IconLoader2, spins: true },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  failed: { tone: 'bad', icon: IconX },
  cancelled: { tone: 'quiet', icon: IconBan },
} satisfies Record<JobState, Look>;
const run = {
  ...job,
  assigned: { tone: 'waiting', icon: IconProgress },
  lost: { tone: 'warn', icon: IconPlugConnectedX },
} satisfies Record<RunState | JobState, Look>;
const robot = {
  offline: { tone: 'quiet', icon: IconCloudOff },
  idle: { tone: 'good', icon: IconCircleCheck },
  busy: { tone: 'active', icon: IconLoader2, spins: true },
  paused: { tone: 'warn', icon: IconPlayerPause },
} satisfies Record<RobotState, Look>;
const resource = {
  new: { tone: 'waiting', icon: IconCircleDashed },
  in_progress: { tone: 'active', icon: IconProgress },
  processed: { tone: 'good', icon: IconCircleCheck },
  error: { tone: 'bad', icon: IconAlertTriangle },
} satisfies Record<ResourceStatus, Look>;

export function Badge({ look, word }: { look: Look; word: string }) {
  return (
    <span className={`badge tone-${look.tone}`}>
      <look.icon size={14} stroke={2} className={look.spins ? 'spins' : ''} aria-hidden />
      {word}
    </span>
  );
}

export const JobBadge = ({ state }: { state: JobState }) => <Badge look={job[state]} word={t(`job.state.${state}`)} />;
export const RunBadge = ({ state }: { state: RunState }) => <Badge look={run[state]} word={t(`run.state.${state}`)} />;
export const RobotBadge = ({ state }: { state: RobotState }) => (
  <Badge look={robot[state]} word={t(`robot.state.${state}`)} />
);
export const StatusBadge = ({ status }: { status: ResourceStatus }) => (
  <Badge look={resource[status]} word={t(`resource.status.${status}`)} />
);
/** The colour of a status where there is no room for its badge. */
export const toneOf = (status: ResourceStatus): Tone => resource[status].tone;
