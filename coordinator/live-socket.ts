/** `/ws/live`: a browser with a session; it subscribes to topics and may ask what people may ask. */
import type { Request } from '../protocol/frame.ts';
import { checkParams } from '../protocol/validate.ts';
import type { Person } from './auth.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import type { Live } from './live.ts';
import { Requests } from './requests.ts';
import { type Asker, admit, answerWith, type Router } from './router.ts';
import type { Waits } from './waits.ts';

export interface LiveParts {
  core: Core;
  live: Live;
  router: Router;
  waits: Waits;
}

export function liveSocket(connection: Connection, who: Person, { core, live, router, waits }: LiveParts): void {
  const watcher = live.add(connection, who);
  const asker: Asker = { who, from: connection.from, line: { run: '' } };

  const subscribe = async ({ params }: Request): Promise<unknown> => {
    admit('live.subscribe', who);
    watcher.topics = new Set(checkParams('live.subscribe', params).topics);
    return {};
  };

  const requests = new Requests(connection, core.log, (request, done) => {
    if (request.verb === 'live.subscribe') answerWith(subscribe(request), done);
    else router.ask(request, asker, done);
  });
  connection.listen({
    message: (message) => requests.receive(message),
    closed: () => {
      live.remove(watcher);
      waits.drop(asker.line);
    },
  });
}
