/** All robots by name, each with what it lacks for a package version. */
import type { RobotView } from '../../../protocol/shapes-fleet.ts';
import { useVerb } from '../../api/queries.ts';

export interface Candidate {
  robot: RobotView;
  /** What the package needs and this robot has not; undefined = it suits, or nobody knows yet. */
  lacks: string | undefined;
  lacksAs: unknown;
  /** Is it known whether it suits? */
  judged: boolean;
}

export function useRobots(
  name: string | undefined,
  version: string | undefined,
): { robots: Candidate[] | undefined; refused: Error | null } {
  const topics = ['robots'];
  const known = name !== undefined && version !== undefined;
  const { data, error } = useVerb('robot.list', {}, { topics });
  const fits = useVerb(
    'version.robots',
    { package: name ?? '', version: version ?? '' },
    { topics: ['robots', 'packages'], enabled: known },
  );
  const fit = new Map(fits.data?.items.map((one) => [one.robot, one]));
  const robots = data?.items
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((robot) => {
      const { lacks, lacksAs } = fit.get(robot.name) ?? {};
      return { robot, lacks, lacksAs, judged: fit.has(robot.name) };
    });
  return { robots, refused: error ?? fits.error };
}
