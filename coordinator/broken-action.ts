/** Q15 b: an update or markProcessed that fails inside the coordinator costs its resource one attempt. */
import type { Params, WriteVerb } from '../protocol/contract.ts';
import { GantryError } from '../protocol/errors.ts';
import { commandOf } from './command.ts';
import { type Core, SYSTEM } from './core.ts';
import type { Command } from './store/store.ts';

type Action = 'resource.update' | 'resource.markProcessed';
const actions: readonly WriteVerb[] = ['resource.update', 'resource.markProcessed'] satisfies Action[];

/** To be called with every refusal of a write: counts when it was our failure and not the caller's, before anybody answers. */
export function countIfBroken(core: Core, { verb, params, who }: Command, error: unknown): void {
  const ours = error instanceof GantryError && error.code === 'Internal';
  if (!ours || who.kind !== 'script' || !actions.some((action) => action === verb)) return;
  const { queue, id } = params as Params<Action>;
  const reason = `${verb} failed inside Gantry: ${error.message}`;
  const call = { run: who.run, epoch: who.epoch, queue, resource: id, reason };
  core.run(commandOf({ verb: 'resource.actionFailed', params: call, who: SYSTEM }), (outcome) => {
    if (outcome.kind === 'refused')
      core.log.error({ err: outcome.error, run: who.run, resource: id }, 'the failure could not be counted');
  });
}
