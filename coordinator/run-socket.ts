/** `/ws/run`: a script or a supervisor of one run instance, by its token; `run.hello` first (S10, P3). */
import { refuse } from '../protocol/errors.ts';
import type { Request } from '../protocol/frame.ts';
import { checkParams } from '../protocol/validate.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { checkVersion } from './agent-socket.ts';
import type { RunPrincipal } from './auth.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import { missedCancel } from './domain/job-stop.ts';
import type { Masks } from './masks.ts';
import type { Pictures } from './pictures.ts';
import { Requests } from './requests.ts';
import { type Asker, admit, answerWith, type Router } from './router.ts';
import type { RunSession, Sessions } from './sessions.ts';
import type { Waits } from './waits.ts';

export interface RunParts {
  core: Core;
  sessions: Sessions;
  router: Router;
  waits: Waits;
  pictures: Pictures;
  masks: Masks;
}

export function runSocket(
  connection: Connection,
  who: RunPrincipal,
  { core, sessions, router, waits, pictures, masks }: RunParts,
): void {
  const session: RunSession = { run: who.run, epoch: who.epoch, as: who.kind, client: '', connection };
  const asker: Asker = { who, from: connection.from, line: { run: who.run } };
  sessions.addRun(session);

  const hello = (raw: unknown) => {
    checkVersion(raw);
    const params = checkParams('run.hello', raw);
    sessions.claimClient(session, params.client);
    asker.client = receiptClient(who, params.client);
    if (who.kind === 'supervisor') {
      void tellMissedCancel(core, session);
      pictures.came(session);
      masks.came(session);
    }
    return { run: who.run, epoch: who.epoch, protocol: PROTOCOL_VERSION, now: core.clock.now() };
  };

  const own = async ({ verb, params }: Request): Promise<unknown> => {
    if (verb === 'run.hello') return hello(params);
    if (asker.client === undefined) return refuse('Unauthenticated', `say run.hello before ${verb}`);
    admit('request.forget', who);
    await waits.forget(asker.line, checkParams('request.forget', params).id);
    return {};
  };

  const requests = new Requests(connection, core.log, (request, done) => {
    const ours = asker.client === undefined || request.verb === 'run.hello' || request.verb === 'request.forget';
    if (ours) answerWith(own(request), done);
    else router.ask(request, asker, done);
  });
  connection.listen({
    message: (message) => requests.receive(message),
    closed: () => {
      waits.drop(asker.line);
      sessions.removeRun(session);
      pictures.left(session);
    },
  });
}

/** A cancel that was asked while the supervisor was away (J26). */
async function tellMissedCancel({ store, log }: Core, { run, connection }: RunSession): Promise<void> {
  try {
    const word = await store.read((view) => missedCancel(view, run));
    if (word) connection.notice('run.cancel', word);
  } catch (error) {
    log.error({ err: error, run }, 'a cancel could not be told'); // its next hello tries again
  }
}

/** The first half of a receipt's id: the same by socket and by `/rpc`. */
export const receiptClient = (who: RunPrincipal, client: string): string => `${who.run}:${client}`;
