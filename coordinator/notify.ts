/** Carries out what rules emitted, after the commit (P2): offers, cancels, stops, live changes, wakes, dates. */
import type { BlobKeeper } from './blob-keeper.ts';
import type { Chores } from './chores.ts';
import type { Conditions } from './conditions.ts';
import type { Dispatch } from './dispatch.ts';
import type { Effect } from './domain/view.ts';
import type { EvidenceKeeper } from './evidence-keeper.ts';
import type { Live } from './live.ts';
import type { Meter } from './meter.ts';
import type { Pictures } from './pictures.ts';
import type { Portions } from './portions.ts';
import type { Schedules } from './schedules.ts';
import type { Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';
import type { Waits } from './waits.ts';
import type { Webhooks } from './webhooks.ts';

export interface Receivers {
  sessions: Sessions;
  live: Live;
  pictures: Pictures;
  waits: Waits;
  dispatch: Dispatch;
  chores: Chores;
  conditions: Conditions;
  portions: Portions;
  webhooks: Webhooks;
  blobKeeper: BlobKeeper;
  evidenceKeeper: EvidenceKeeper;
  schedules: Schedules;
  settings: Settings;
  meter: Meter;
}

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
/** One entry for each kind of effect: the compiler says which is missing. */
type Carriers = { readonly [K in Effect['kind']]: (effect: Of<K>) => void };

export class Notify {
  readonly #carriers: Carriers;

  constructor(to: Receivers) {
    this.#carriers = { ...toOthers(to), ...toOurselves(to) };
  }

  apply(effects: readonly Effect[]): void {
    for (const effect of effects) (this.#carriers[effect.kind] as (effect: Effect) => void)(effect);
  }
}

type ToOthers = 'changed' | 'lines' | 'offer' | 'cancel' | 'stop' | 'rights' | 'webhook' | 'deliver' | 'measured';

/** What browsers, agents, supervisors and receivers of webhooks hear of. */
function toOthers(to: Receivers): Pick<Carriers, ToOthers> {
  const { live, webhooks, meter } = to;
  return {
    changed: ({ topics }) => live.changed(topics),
    lines: ({ run, lines }) => live.lines(run, lines),
    rights: ({ user }) => live.rightsChanged(user),
    offer: (effect) => offer(to, effect),
    cancel: (effect) => cancel(to, effect),
    stop: (effect) => stop(to, effect),
    webhook: ({ webhook }) => webhooks.look(webhook),
    measured: (effect) => meter.measured(effect),
    deliver: ({ webhook, due }) => webhooks.due(webhook, due),
  };
}

/** What the coordinator goes on with. */
function toOurselves({
  waits,
  pictures,
  dispatch,
  chores,
  conditions,
  portions,
  blobKeeper,
  evidenceKeeper,
  schedules,
  settings,
}: Receivers): Omit<Carriers, ToOthers> {
  return {
    ended: ({ run, state }) => {
      waits.runEnded(run, `the run ${run} is over (${state})`);
      pictures.ended(run);
    },
    dispatch: ({ robot, pool }) => {
      if (robot) dispatch.robot(robot);
      if (robot) conditions.robotIsFree();
      if (pool) dispatch.pool(pool);
    },
    wake: nothing, // those who stand in line were served in the same transaction (turns.ts)
    happened: nothing, // whoever wants to know was told in the same transaction (happenings.ts)
    at: ({ chore, when }) => chores.at(chore, when),
    condition: ({ queue, stopped }) => {
      if (stopped === undefined) conditions.look(queue);
      else conditions.stoppedItself(queue, stopped);
    },
    portions: () => portions.look(),
    schedule: ({ when }) => schedules.at(when),
    blob: ({ sha256 }) => blobKeeper.look(sha256),
    evidence: ({ run, artifact }) => evidenceKeeper.remove({ run, id: artifact }),
    settings: ({ stored }) => settings.apply(stored),
  };
}

const nothing = () => {};

function offer(
  { sessions, chores }: Receivers,
  { robot, run, epoch, package: name, sha256, bytes }: Of<'offer'>,
): void {
  const offer = { run, epoch, package: name, sha256, bytes };
  sessions.agent(robot)?.connection.notice('run.offer', offer);
  chores.offered(run, epoch);
}

/** To the supervisor; when it is not connected, to its agent, who finds it on its disk. */
function cancel({ sessions }: Receivers, { robot, run, epoch, reason, graceMs }: Of<'cancel'>): void {
  const to = sessions.supervisor(run)?.connection ?? sessions.agent(robot)?.connection;
  to?.notice('run.cancel', { run, epoch, reason, graceMs });
}

/** To everybody who may still work for this run; each of them ends it in its own way. */
function stop({ sessions }: Receivers, { robot, run, epoch, because }: Of<'stop'>): void {
  const connections = sessions.runSessions(run).map((s) => s.connection);
  const agent = sessions.agent(robot)?.connection;
  for (const connection of agent ? [...connections, agent] : connections)
    connection.notice('run.stop', { run, epoch, because });
}
