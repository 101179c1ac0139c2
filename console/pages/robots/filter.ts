/** Which robots the list shows: by state, pool, label and text, as the address has it. */
import type { RobotState } from '../../../protocol/fields.ts';
import { useAddressQuery } from '../../app/address.ts';

export const robotStates: RobotState[] = ['idle', 'busy', 'paused', 'offline'];

const names = ['state', 'pool', 'label', 'text'] as const;
type Name = (typeof names)[number];

export interface RobotFilter {
  /** As the coordinator's list takes it. */
  where: { state?: RobotState[]; pool?: string; label?: string[]; text?: string };
  filtered: boolean;
  chosen: (name: Name) => string[];
  choose: (name: Name, values: string[]) => void;
  clear: () => void;
}

export function useRobotFilter(): RobotFilter {
  const [query, change] = useAddressQuery();
  const states = query.get('state')?.split(',').filter(isState) ?? [];
  const [pool, label, text] = [query.get('pool'), query.get('label'), query.get('text')];
  const one = (value: string | null) => (value === null ? [] : [value]);
  return {
    where: {
      ...(states.length === 0 ? {} : { state: states }),
      ...(pool === null ? {} : { pool }),
      ...(label === null ? {} : { label: [label] }),
      ...(text === null ? {} : { text }),
    },
    filtered: names.some((name) => query.get(name) !== null),
    chosen: (name) => (name === 'state' ? states : one(query.get(name))),
    choose: (name, values) => change({ [name]: values.join(','), after: undefined }),
    clear: () => change({ ...Object.fromEntries(names.map((name) => [name, undefined])), after: undefined }),
  };
}

const isState = (text: string): text is RobotState => robotStates.some((state) => state === text);
