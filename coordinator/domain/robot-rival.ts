/** Does another machine use this robot's key? A copied agent folder or disk image makes two agents chase each other away. */
import { type Sentence, say } from '../../protocol/sentence.ts';
import type { Facts } from '../../protocol/shapes-fleet.ts';
import type { Rival, RobotRow } from './rows.ts';

/** One takeover may be a restarted machine whose old connection nobody missed yet; so many in a row are two machines. */
const TIMES = 3;
/** ms between two takeovers that belong together: agents come back within thirty seconds (P10). */
const TOGETHER_MS = 60_000;
/** ms for which it is shown after the last one. */
const SHOWN_MS = 10 * 60_000;

/** What is known of a rival once this robot says hello with these facts. */
export function rivalOf(robot: Readonly<RobotRow>, facts: Facts, now: number): Rival | null {
  const { machine, boot } = robot.facts;
  const takesOver = robot.session !== '' && (machine !== facts.machine || boot !== facts.boot);
  if (!takesOver) return robot.rival;
  const again = robot.rival !== null && now - robot.rival.at <= TOGETHER_MS;
  return { machines: [machine, facts.machine], times: again ? robot.rival!.times + 1 : 1, at: now };
}

/** In words, for the robot's state and the log; `undefined` = all is well. */
export function clashOf({ rival }: Pick<RobotRow, 'rival'>, now: number): Sentence | undefined {
  if (!rival || rival.times < TIMES || now - rival.at > SHOWN_MS) return undefined;
  const [one, other] = [...rival.machines].sort() as [string, string];
  if (one === other) return say`two machines called ${{ machine: one }} use this robot's key; enrol one of them anew`;
  return say`two machines use this robot's key: ${{ one }} and ${{ other }}; enrol one of them anew`;
}
