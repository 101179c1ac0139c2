/** A deletion: what shows the thing goes away first, then everything on screen is fetched again; nobody asks for what is gone. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ParamsIn, Result, VerbName } from '../../protocol/contract.ts';
import { call } from '../api/call.ts';

export function useRemoval<V extends VerbName>(verb: V, onGone: (answer: Result<V>) => void) {
  const client = useQueryClient();
  return useMutation<Result<V>, Error, ParamsIn<V>>({
    mutationFn: (params) => call(verb, params),
    onSuccess: (answer) => {
      onGone(answer);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'run.log' });
    },
  });
}
