/**
 * Resources that are added in one turn of the event loop travel as one request. Nothing of them is half done: when they are
 * refused together, each is asked for alone and hears its own refusal.
 */
import { encodeParams } from '../protocol/client.ts';
import type { ResourceAnswer } from '../protocol/shapes-answer.ts';
import type { Connection } from './connection.ts';
import { type Asked, refused, TogetherByQueue } from './together.ts';

/** One resource as JSON, made when `add` was called: the script may change its value afterwards. */
type Add = Asked<string, ResourceAnswer>;

/** Resources, and characters of their JSON, in one request: it stays a frame. */
const MOST = 500;
const MOST_CHARS = 200_000;
const adds = new TogetherByQueue<string, ResourceAnswer>((connection, queue, asked) => {
  let [from, chars] = [0, 0];
  for (const [n, { what }] of asked.entries()) {
    if (n > from && (n - from >= MOST || chars + what.length > MOST_CHARS)) {
      several(connection, queue, asked.slice(from, n));
      [from, chars] = [n, 0];
    }
    chars += what.length;
  }
  several(connection, queue, asked.slice(from));
});

/** Adds one resource; `item` as `resource.add` takes it, without its queue. Throws when it cannot be JSON. */
export function addResource(connection: Connection, queue: string, item: object): Promise<ResourceAnswer> {
  return adds.ask(connection, queue, encodeParams('resource.add', item));
}

function several(connection: Connection, queue: string, list: Add[]): void {
  if (list.length === 1) {
    alone(connection, queue, list[0]!);
    return;
  }
  const items = list.map((add) => add.what).join(',');
  const params = `{"queue":${JSON.stringify(queue)},"views":true,"items":[${items}]}`;
  connection.callEncoded('resource.addMany', params).then(
    ({ views = [] }) => {
      for (const [n, add] of list.entries()) add.resolve(views[n]!);
    },
    (error: unknown) => refused(list, error, (add) => alone(connection, queue, add)),
  );
}

function alone(connection: Connection, queue: string, { what, resolve, reject }: Add): void {
  const rest = what === '{}' ? '}' : `,${what.slice(1)}`;
  connection.callEncoded('resource.add', `{"queue":${JSON.stringify(queue)}${rest}`).then(resolve, reject);
}
