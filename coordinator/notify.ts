/** Carries out what rules emitted, after the commit (P2): offers, cancels, stops, live changes, wakes, dates. */
import { never } from '../protocol/errors.ts';
import type { Chores } from './chores.ts';
import type { Conditions } from './conditions.ts';
import type { Dispatch } from './dispatch.ts';
import type { Effect } from './domain/view.ts';
import type { Live } from './live.ts';
import type { Portions } from './portions.ts';
import type { Sessions } from './sessions.ts';
import type { Waits } from './waits.ts';
import type { Webhooks } from './webhooks.ts';

export interface Receivers {
  sessions: Sessions;
  live: Live;
  waits: Waits;
  dispatch: Dispatch;
  chores: Chores;
  conditions: Conditions;
  portions: Portions;
  webhooks: Webhooks;
}

export class Notify {
  readonly #to: Receivers;

  constructor(to: Receivers) {
    this.#to = to;
  }

  apply(effects: readonly Effect[]): void {
    for (const effect of effects) this.#one(effect);
  }

  #one(effect: Effect): void {
    const { live, waits, dispatch, chores, conditions, portions, webhooks } = this.#to;
    switch (effect.kind) {
      case 'changed':
        live.changed(effect.topics);
        break;
      case 'lines':
        live.lines(effect.run, effect.lines);
        break;
      case 'offer':
        this.#offer(effect);
        break;
      case 'cancel':
        this.#cancel(effect);
        break;
      case 'stop':
        this.#stop(effect);
        break;
      case 'ended':
        waits.runEnded(effect.run, `the run ${effect.run} is over (${effect.state})`);
        break;
      case 'dispatch':
        if (effect.robot) dispatch.robot(effect.robot);
        if (effect.robot) conditions.robotIsFree();
        if (effect.pool) dispatch.pool(effect.pool);
        break;
      case 'wake':
        break; // those who stand in line were served in the same transaction (turns.ts)
      case 'happened':
        break; // whoever wants to know was told in the same transaction (happenings.ts)
      case 'webhook':
        webhooks.look(effect.webhook);
        break;
      case 'deliver':
        webhooks.due(effect.webhook, effect.due);
        break;
      case 'at':
        chores.at(effect.chore, effect.when);
        break;
      case 'condition':
        if (effect.stopped === undefined) conditions.look(effect.queue);
        else conditions.stoppedItself(effect.queue, effect.stopped);
        break;
      case 'rights':
        live.rightsChanged(effect.user);
        break;
      case 'portions':
        portions.look();
        break;
      default:
        never(effect);
    }
  }

  #offer({ robot, run, epoch, package: name, sha256, bytes }: Extract<Effect, { kind: 'offer' }>): void {
    const offer = { run, epoch, package: name, sha256, bytes };
    this.#to.sessions.agent(robot)?.connection.notice('run.offer', offer);
    this.#to.chores.offered(run, epoch);
  }

  /** To the supervisor; when it is not connected, to its agent, who finds it on its disk. */
  #cancel({ robot, run, epoch, reason, graceMs }: Extract<Effect, { kind: 'cancel' }>): void {
    const { sessions } = this.#to;
    const to = sessions.supervisor(run)?.connection ?? sessions.agent(robot)?.connection;
    to?.notice('run.cancel', { run, epoch, reason, graceMs });
  }

  /** To everybody who may still work for this run; each of them ends it in its own way. */
  #stop({ robot, run, epoch, because }: Extract<Effect, { kind: 'stop' }>): void {
    const { sessions } = this.#to;
    const connections = sessions.runSessions(run).map((s) => s.connection);
    const agent = sessions.agent(robot)?.connection;
    for (const connection of agent ? [...connections, agent] : connections)
      connection.notice('run.stop', { run, epoch, because });
  }
}
