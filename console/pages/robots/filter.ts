/** Which robots the list shows: by state, pool, label and text, as the address has it. */
import type { RobotState } from '../../../protocol/fields.ts';
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useAddressQuery } from '../../app/address.ts';

export const robotStates: RobotState[] = ['idle', 'busy', 'paused', 'offline'];

const names = ['state', 'pool', 'label', 'text'] as const;
type Name = (typeof names)[number];

export interface RobotFilter {
  meets: (robot: RobotView) => boolean;
  filtered: boolean;
  chosen: (name: Name) => string[];
  choose: (name: Name, values: string[]) => void;
  clear: () => void;
}

export function useRobotFilter(): RobotFilter {
  const [query, change] = useAddressQuery();
  const states = query.get('state')?.split(',').filter(Boolean) ?? [];
  const [pool, label] = [query.get('pool'), query.get('label')];
  const text = query.get('text')?.toLowerCase();
  const one = (value: string | null) => (value === null ? [] : [value]);
  return {
    meets: (robot) =>
      (states.length === 0 || states.includes(robot.state)) &&
      (pool === null || robot.pools.includes(pool)) &&
      (label === null || robot.labels.includes(label)) &&
      (text === undefined || textsOf(robot).some((part) => part.toLowerCase().includes(text))),
    filtered: names.some((name) => query.get(name) !== null),
    chosen: (name) => (name === 'state' ? states : one(query.get(name))),
    choose: (name, values) => change({ [name]: values.join(',') }),
    clear: () => change(Object.fromEntries(names.map((name) => [name, undefined]))),
  };
}

const textsOf = ({ name, machine, account, because }: RobotView): string[] => [name, machine, account, because];
