/** What people say of a robot (J8): its name, and labels besides those that its agent has. */
import type { Params, Result } from '../../protocol/contract.ts';
import { nameKey } from '../../protocol/fields.ts';
import { theRobot } from './lookup.ts';
import { saveRobot } from './robot.ts';
import { robotView } from './robot-view.ts';
import type { RobotRow } from './rows.ts';
import { claimName, freeName } from './unique-name.ts';
import type { Ctx, View } from './view.ts';

/** What is absent stays. Deployments and pools know a robot by its id: a new name changes nothing for them. */
export function updateRobot(view: View, p: Params<'robot.update'>, ctx: Ctx): Result<'robot.update'> {
  const kept = theRobot(view, ctx.who.workspace, p.robot);
  const { name = kept.name, labels = kept.labels } = p;
  const row: RobotRow = { ...kept, name, nameKey: nameKey(name), labels };
  claimName(view, 'robot', row.workspace, name, row.id);
  if (row.nameKey !== kept.nameKey) freeName(view, 'robot', row.workspace, kept.name);
  saveRobot(view, row);
  if (row.state === 'idle') view.emit({ kind: 'dispatch', robot: row.id });
  return robotView(view, row, ctx.now);
}
