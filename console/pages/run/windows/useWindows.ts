/** The steps and the queue actions of the run on screen: those that came with the run, the others as they are looked at; live. */
import { useEffect, useMemo } from 'react';
import type { Result } from '../../../../protocol/contract.ts';
import type { StepAt } from '../../../../protocol/shapes.ts';
import { call } from '../../../api/call.ts';
import { EventStore } from './EventStore.ts';
import { WindowStore } from './WindowStore.ts';

/** Events of one page. */
const PAGE = 500;

/** `asked`: when the run was asked for last; steps that were open then may have ended. */
export function useSteps({ run }: Result<'run.show'>, asked: number): WindowStore<StepAt> {
  const { id, steps, stepCount, logDeleted } = run;
  const store = useMemo(
    () =>
      new WindowStore<StepAt>((from, limit) => call('run.steps', { run: id, from, limit }).then((part) => part.steps)),
    [id],
  );
  const known = steps.length;
  useEffect(() => {
    store.append(steps.map((step, i) => ({ n: i + 1, ...step })));
    store.grow(logDeleted === undefined ? stepCount : known);
  }, [store, steps, known, stepCount, logDeleted]);
  useEffect(() => {
    if (asked > 0) store.renew(({ n, ms }) => n > known && ms === undefined);
  }, [store, known, asked]);
  return store;
}

export function useEvents({ run, events, moreEvents = false }: Result<'run.show'>): EventStore {
  const { id } = run;
  const start = run.started ?? run.assigned;
  const store = useMemo(
    () => new EventStore((place) => call('run.events', { run: id, limit: PAGE, ...place }), start),
    [id, start],
  );
  useEffect(() => store.tell(events, moreEvents), [store, events, moreEvents]);
  return store;
}
