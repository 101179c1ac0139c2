/** The labels of a robot (J8): its agent's own, and what people added. */
import type { RobotRow } from './rows.ts';

/** The agent's own first. */
export const labelsOf = ({ facts, labels }: Pick<RobotRow, 'facts' | 'labels'>): string[] => [
  ...new Set([...facts.labels, ...labels]),
];
