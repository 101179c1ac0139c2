/** Which jobs the list shows: the filter as the address has it, and as the coordinator takes it. */
import type { ParamsIn } from '../../../protocol/contract.ts';
import type { JobSource, JobState } from '../../../protocol/fields.ts';
import { useAddressQuery } from '../../app/address.ts';

export const jobStates: JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
export const jobSources: JobSource[] = ['manual', 'schedule', 'launch condition', 'api', 'run'];

export type Where = NonNullable<ParamsIn<'job.batchPreview'>['where']>;

/** Names of the filter in the address. */
export const filterNames = [
  'state',
  'source',
  'deployment',
  'package',
  'robot',
  'pool',
  'from',
  'until',
  'text',
] as const;
type FilterName = (typeof filterNames)[number];

export interface JobFilter {
  where: Where;
  /** Is there any condition? */
  filtered: boolean;
  chosen: (name: FilterName) => string[];
  /** Another filter begins at the first page. */
  choose: (name: FilterName, values: string[]) => void;
  range: { from: number | undefined; until: number | undefined };
  setRange: (from: number | undefined, until: number | undefined) => void;
  clear: () => void;
}

export function useJobFilter(): JobFilter {
  const [query, change] = useAddressQuery();
  const chosen = (name: FilterName): string[] => query.get(name)?.split(',').filter(Boolean) ?? [];
  const range = { from: instant(query.get('from')), until: instant(query.get('until')) };
  const text = query.get('text') ?? undefined;
  const one = (name: FilterName) => query.get(name) ?? undefined;
  const state = known(jobStates, chosen('state'));
  const source = known(jobSources, chosen('source'));
  const where = {
    ...{ state, source, deployment: one('deployment'), package: one('package'), robot: one('robot') },
    ...{ pool: one('pool'), createdFrom: range.from, createdTo: range.until, text },
  };
  return {
    where,
    filtered: Object.values(where).some((part) => part !== undefined),
    chosen: (name) => (name === 'state' || name === 'source' ? chosen(name) : [one(name) ?? []].flat()),
    choose: (name, values) => change({ [name]: values.join(','), after: undefined }),
    range,
    setRange: (from, until) =>
      change({
        from: from === undefined ? '' : String(from),
        until: until === undefined ? '' : String(until),
        after: '',
      }),
    clear: () => change({ ...Object.fromEntries(filterNames.map((name) => [name, undefined])), after: undefined }),
  };
}

function known<T extends string>(all: readonly T[], asked: readonly string[]): T[] | undefined {
  const found = all.filter((value) => asked.includes(value));
  return found.length > 0 ? found : undefined;
}

function instant(text: string | null): number | undefined {
  const at = Number(text);
  return text !== null && Number.isSafeInteger(at) && at >= 0 ? at : undefined;
}
