/**
 * Marks as processed that are asked for in one turn of the event loop travel as one request: a loop with many hands
 * finishes dozens at a time. Whatever is not simply done is asked for alone, where it may wait and has words of its own.
 */
import type { ResourceAnswer } from '../protocol/shapes-answer.ts';
import { MAX_MARKED } from '../protocol/version.ts';
import type { Connection } from './connection.ts';
import { type Asked, refused, TogetherByQueue } from './together.ts';

type Mark = Asked<ResourceAnswer, ResourceAnswer>;

const marks = new TogetherByQueue<ResourceAnswer, ResourceAnswer>((connection, queue, asked) => {
  const byId = new Map<string, Mark>();
  const twins: Mark[] = [];
  for (const mark of asked) {
    if (byId.has(mark.what.id)) twins.push(mark);
    else byId.set(mark.what.id, mark);
  }
  const all = [...byId.values()];
  for (let from = 0; from < all.length; from += MAX_MARKED)
    several(connection, queue, all.slice(from, from + MAX_MARKED));
  for (const mark of twins) alone(connection, mark); // behind the first: to hear that it is done already
});

/** Marks the resource of this view as processed; resolves with its view as it is then. */
export const markProcessed = (connection: Connection, view: ResourceAnswer): Promise<ResourceAnswer> =>
  marks.ask(connection, view.queue, view);

function several(connection: Connection, queue: string, list: Mark[]): void {
  if (list.length === 1) {
    alone(connection, list[0]!);
    return;
  }
  const ids = list.map((mark) => mark.what.id);
  connection.call('resource.markProcessedMany', { queue, ids }).then(
    ({ updated, others }) => {
      const answers = new Map(others.map((other) => [other.id, other]));
      for (const mark of list) {
        const other = answers.get(mark.what.id);
        if (!other) mark.resolve(processed(mark.what, updated));
        else if (other.now) mark.resolve(other.now);
        else alone(connection, mark);
      }
    },
    (error: unknown) => refused(list, error, (mark) => alone(connection, mark)),
  );
}

function alone(connection: Connection, { what: { queue, id }, resolve, reject }: Mark): void {
  connection.call('resource.markProcessed', { queue, id }).then(resolve, reject);
}

/** What `markProcessed` does to a view that nobody else has a lock on. */
function processed({ readLock: _read, writeLock: _write, ...view }: ResourceAnswer, updated: number): ResourceAnswer {
  return { ...view, status: 'processed', updated };
}
