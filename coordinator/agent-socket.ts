/** `/ws/agent`: challenge, signed hello, then the verbs of an agent (P4). */
import { randomBytes } from 'node:crypto';
import type { Params, Result } from '../protocol/contract.ts';
import { refuse } from '../protocol/errors.ts';
import type { Request } from '../protocol/frame.ts';
import type { Said } from '../protocol/sentence.ts';
import { checkParams } from '../protocol/validate.ts';
import { PROTOCOL_VERSION, speaks } from '../protocol/version.ts';
import { signedBy } from './auth.ts';
import { type Connection, closeCodes } from './connection.ts';
import { type Core, WORKSPACE } from './core.ts';
import { shown } from './domain/said.ts';
import { Requests } from './requests.ts';
import { type Asker, answerWith, type Router } from './router.ts';
import type { AgentSession, Sessions } from './sessions.ts';
import type { Waits } from './waits.ts';

/** After a refused hello the agent gets its answer before the connection goes. */
const CLOSE_AFTER_REFUSAL_MS = 250;
/** An agent that is stopped closes its connection with this code. */
const STOPPED = 1000;

export interface AgentParts {
  core: Core;
  sessions: Sessions;
  router: Router;
  waits: Waits;
}

export function agentSocket(connection: Connection, parts: AgentParts): void {
  const { core, sessions, router } = parts;
  const nonce = randomBytes(32).toString('base64url');
  const line = { run: '' };
  let agent: AgentSession | undefined;
  let asker: Asker | undefined;

  const greet = async ({ verb, params }: Request): Promise<unknown> => {
    if (verb !== 'agent.hello') return refuse('Unauthenticated', `say agent.hello before ${verb}`);
    try {
      checkVersion(params);
      return await hello(checkParams('agent.hello', params));
    } catch (error) {
      setTimeout(() => connection.close(closeCodes.unauthenticated, 'hello refused'), CLOSE_AFTER_REFUSAL_MS).unref();
      throw error;
    }
  };

  const hello = async (params: Params<'agent.hello'>): Promise<Result<'agent.hello'>> => {
    sessions.admitHello(core.limits.hellosPerSecond);
    const { robot, facts, runs } = params;
    const row = await core.store.read((view) => view.get('robot', robot));
    if (!row || !signedBy(row.publicKey, nonce, params.signature))
      return refuse('Unauthenticated', 'this robot is not known here by this key; enrol the machine again');
    const session = `s_${randomBytes(12).toString('hex')}`;
    agent = { robot, session, connection };
    sessions.addAgent(agent);
    const { clash, ...known } = await core.system('robot.connected', { robot, session, facts, runs });
    asker = { who: { kind: 'agent', robot, session, workspace: WORKSPACE }, from: connection.from, line };
    told(core, { robot: row.name, session, from: connection.from, runs: runs.length }, clash);
    const { pingMs, silentMs } = core.timers;
    return { session, protocol: PROTOCOL_VERSION, now: core.clock.now(), pingMs, silentMs, ...known };
  };

  const requests = new Requests(connection, core.log, (request, done) => {
    if (asker) router.ask(request, asker, done);
    else answerWith(greet(request), done);
  });
  const helloTimer = setTimeout(() => {
    if (!agent) connection.close(closeCodes.unauthenticated, 'no agent.hello came in time');
  }, core.timers.helloMs).unref();
  connection.listen({
    message: (message) => requests.receive(message),
    closed: (because, code) => {
      clearTimeout(helloTimer);
      parts.waits.drop(line);
      if (agent && sessions.removeAgent(agent)) disconnected(core, agent, { because, orderly: code === STOPPED });
    },
  });
  connection.notice('challenge', { nonce });
}

/** `clash`: what is wrong with it, although it is connected. */
function told(core: Core, about: object, clash: string | undefined): void {
  if (clash === undefined) core.log.info(about, 'robot connected');
  else core.log.warn(about, clash);
}

/** Refuses the versions that we do not speak, before the rest of a hello is looked at: it may have another shape (P12). */
export function checkVersion(hello: unknown): void {
  const protocol = (hello as { protocol?: unknown } | null)?.protocol;
  if (typeof protocol !== 'number' || speaks(protocol)) return; // a missing one is the schema's to refuse
  const advice = protocol > PROTOCOL_VERSION ? 'update the coordinator' : 'update this side';
  refuse('VersionMismatch', `this coordinator speaks protocol ${PROTOCOL_VERSION}, not ${protocol}: ${advice}`);
}

async function disconnected(
  core: Core,
  { robot, session }: AgentSession,
  { because, orderly }: { because: Said; orderly: boolean },
): Promise<void> {
  core.log.info({ robot, session, because: String(because) }, 'robot disconnected');
  const who = { kind: 'system', workspace: WORKSPACE } as const;
  const outcome = await core.submit({
    verb: 'robot.disconnected',
    params: { robot, session, orderly, ...shown('because', because) },
    who,
  });
  if (outcome.kind === 'refused') core.log.warn({ robot, because: outcome.error.message }, 'disconnect not recorded');
}
