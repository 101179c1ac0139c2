/** `/ws/live`: a browser with a session; it subscribes to topics and may ask what people may ask. */
import type { Request } from '../protocol/frame.ts';
import { checkParams } from '../protocol/validate.ts';
import type { Person } from './auth.ts';
import type { Connection } from './connection.ts';
import type { Core } from './core.ts';
import type { Live } from './live.ts';
import type { Pictures } from './pictures.ts';
import { Requests } from './requests.ts';
import { type Asker, admit, answerWith, type Router } from './router.ts';
import { Viewer } from './viewer.ts';
import type { Waits } from './waits.ts';

export interface LiveParts {
  core: Core;
  live: Live;
  router: Router;
  waits: Waits;
  pictures: Pictures;
}

export function liveSocket(connection: Connection, who: Person, parts: LiveParts): void {
  const { core, live, router, waits } = parts;
  const watcher = live.add(connection, who);
  const viewer = new Viewer(connection, who, parts);
  const asker: Asker = { who, from: connection.from, line: { run: '' } };

  const subscribe = async ({ params }: Request): Promise<unknown> => {
    admit('live.subscribe', who);
    const { topics } = checkParams('live.subscribe', params);
    watcher.topics = new Set(topics);
    await viewer.watch(topics);
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
      viewer.close();
      waits.drop(asker.line);
    },
  });
}
