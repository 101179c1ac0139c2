/** `resource.getMany`: several that meet a condition, taken and locked in one step (Q38). */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import type { ResourceFilter, TakeCount } from '../../protocol/fields.ts';
import { utf8Bytes } from '../../protocol/frame.ts';
import { MAX_TAKEN } from '../../protocol/version.ts';
import { waitFor } from './lock-wait.ts';
import { runningRun } from './principal-run.ts';
import { queueNamed } from './queue.ts';
import { checkLocks, type Search, searchFor, soughtBy, type Taker, takeAll, takerOf } from './resource-take.ts';
import type { QueueRow, ResourceRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** An answer must stay one that a connection carries: what it may weigh, and what is reckoned for a resource's parameters. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const PARAMETERS_BYTES = 2 * 1024;
/** Resources that are looked for at first when more are wanted. */
const FIRST_LOOK = 64;
const TAG_BYTES = 124; // 30 characters of four bytes, and punctuation

/**
 * `atMost` takes what there is, and less than n when n would be too large to send. `exactly` and `all` keep their word or
 * take nothing: `TooLarge` says how to go on, also when fewer than `exactly` are too large already. Nothing matched, or
 * fewer than `exactly`: waits, then `ResourceNotFound`.
 */
export function getManyResources(view: View, params: Params<'resource.getMany'>, ctx: Ctx): Result<'resource.getMany'> {
  const run = runningRun(view, ctx);
  const queue = queueNamed(view, ctx, params.queue);
  const taker = takerOf(run, queue, { lock: params.lock, now: ctx.now });
  checkLocks(view, taker);
  const { least, most } = bounds(params.count);
  const found = searchSendable(view, taker, params.filter, params.count === 'all' ? most + 1 : most);
  const sendable = upToBytes(found.rows);
  if (sendable.length < found.rows.length && !isAtMost(params.count))
    tooMany(`the values of the first ${found.rows.length} resources are more than 4 MiB together`);
  if (found.rows.length < least) {
    const says = tooFew(queue, found, least);
    const sought = soughtBy(taker, params.filter, params.count);
    return waitFor({ queue, resource: '', timeout: params.timeout, code: 'ResourceNotFound', says, sought });
  }
  if (found.rows.length > most) tooMany(`more than ${MAX_TAKEN} resources of "${queue.name}" meet the condition`);
  return { items: takeAll(view, ctx, taker, sendable) };
}

/** As many as wanted, or a few more than can be sent: a thousand large values are not read to send four of them. */
function searchSendable(view: View, taker: Taker, filter: ResourceFilter | undefined, wanted: number): Search {
  for (let limit = Math.min(wanted, FIRST_LOOK); ; limit = Math.min(wanted, limit * 4)) {
    const found = searchFor(view, taker, filter, limit);
    const whole = limit === wanted || found.rows.length < limit;
    if (whole || upToBytes(found.rows).length < found.rows.length) return found;
  }
}

const isAtMost = (count: TakeCount): boolean => count !== 'all' && 'atMost' in count;

function bounds(count: TakeCount): { least: number; most: number } {
  if (count === 'all') return { least: 1, most: MAX_TAKEN };
  return 'exactly' in count ? { least: count.exactly, most: count.exactly } : { least: 1, most: count.atMost };
}

function tooFew(queue: Readonly<QueueRow>, { rows, passedOver }: Search, least: number): string {
  const what = rows.length === 0 ? 'nothing' : `only ${rows.length} of the ${least} wanted`;
  return `${what} in the queue "${queue.name}" ${rows.length > 1 ? 'meet' : 'meets'} the condition${passedOver}`;
}

const tooMany = (what: string): never =>
  refuse('TooLarge', `${what}; nothing was taken: take them in portions with count {atMost: 100}`, { field: 'count' });

/** As many from the start as an answer can carry; the first fits in any case. */
function upToBytes(rows: readonly Readonly<ResourceRow>[]): readonly Readonly<ResourceRow>[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += utf8Bytes(JSON.stringify(row.value)) + PARAMETERS_BYTES + row.tags.length * TAG_BYTES;
    return bytes > MAX_ANSWER_BYTES;
  });
  return end < 0 ? rows : rows.slice(0, end);
}
