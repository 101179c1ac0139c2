/** The rule of every write verb: the compiler lists what is missing. `ruleFor` puts the permission check before it. */

import type { Params, Result, WriteVerb } from '../../protocol/contract.ts';
import { artifactReceived, createArtifact, runVideo } from './artifact.ts';
import { createAsset, deleteAsset, setAssetValue, unsetAssetValue, updateAsset } from './asset.ts';
import { takeAsset } from './asset-read.ts';
import { audited, auditRefused } from './audit.ts';
import { tellOfBackup } from './backup.ts';
import { evaluateCondition } from './condition-evaluate.ts';
import { deleteCondition, setCondition } from './condition-set.ts';
import { cloneDeployment, createDeployment, deleteDeployment, updateDeployment } from './deployment.ts';
import { dispatchRobot } from './dispatch.ts';
import { deleteArtifact, forgetEvidence, forgetLog } from './evidence.ts';
import { addFile, forgetFiles } from './file.ts';
import { jobAgain } from './job-again.ts';
import { batchJobs } from './job-batch.ts';
import { cancelJob, setJobPriority } from './job-cancel.ts';
import { startChild, stopChild, waitForJob } from './job-child.ts';
import { deleteJob, expireJobs, purgeRun } from './job-delete.ts';
import { runJob } from './job-run.ts';
import { addVersion } from './package.ts';
import { deletePackage, deleteVersion } from './package-delete.ts';
import { createPool, deletePool, joinPool, leavePool, updatePool } from './pool.ts';
import { may } from './principal.ts';
import { queueRules } from './queue-rules.ts';
import { reportRun } from './report.ts';
import { endRests } from './rest-over.ts';
import { deleteRobot, enrolRobot, pauseRobot, robotFacts } from './robot-enrol.ts';
import { coordinatorStarted, robotConnected, robotDisconnected } from './robot-session.ts';
import { updateRobot } from './robot-update.ts';
import { acceptRun, loseRun, refuseRun, runVanished, withdrawRun } from './run.ts';
import { scheduleRules } from './schedule-rules.ts';
import { chooseKey, forgetSecrets, keepRequestKey, rewrapSecrets } from './secret.ts';
import { updateSettings } from './setting.ts';
import { deleteToken, makeToken, tokenSpent } from './token.ts';
import { createUser, deleteUser, setPassword, updateUser } from './user.ts';
import type { Ctx, View } from './view.ts';
import { webhookRules } from './webhook-rules.ts';

export type Rule<V extends WriteVerb> = (view: View, params: Params<V>, ctx: Ctx) => Result<V>;
export type Rules = { [V in WriteVerb]: Rule<V> };

export const rules: Rules = {
  ...queueRules,
  ...webhookRules,
  ...scheduleRules,
  'run.report': reportRun,
  'artifact.create': createArtifact,
  'artifact.received': artifactReceived,
  'run.video': runVideo,
  'evidence.forget': forgetEvidence,
  'log.forget': forgetLog,
  'artifact.delete': deleteArtifact,
  'run.purge': purgeRun,
  'run.accept': acceptRun,
  'run.refuse': refuseRun,
  'run.vanished': runVanished,
  'run.withdraw': withdrawRun,
  'run.lose': loseRun,
  'robot.facts': robotFacts,
  'robot.enrolled': enrolRobot,
  'robot.connected': robotConnected,
  'robot.disconnected': robotDisconnected,
  'robot.dispatch': dispatchRobot,
  'robot.pause': pauseRobot,
  'robot.update': updateRobot,
  'robot.delete': deleteRobot,
  'coordinator.started': coordinatorStarted,
  'pool.create': createPool,
  'pool.update': updatePool,
  'pool.delete': deletePool,
  'pool.join': joinPool,
  'pool.leave': leavePool,
  'version.added': addVersion,
  'version.delete': deleteVersion,
  'package.delete': deletePackage,
  'file.added': addFile,
  'file.forget': forgetFiles,
  'deployment.create': createDeployment,
  'deployment.update': updateDeployment,
  'deployment.clone': cloneDeployment,
  'deployment.delete': deleteDeployment,
  'job.run': runJob,
  'job.cancel': cancelJob,
  'job.setPriority': setJobPriority,
  'job.due': endRests,
  'job.start': startChild,
  'job.wait': waitForJob,
  'job.stop': stopChild,
  'job.again': jobAgain,
  'job.batch': batchJobs,
  'job.delete': deleteJob,
  'job.expire': expireJobs,
  'condition.set': setCondition,
  'condition.delete': deleteCondition,
  'condition.evaluate': evaluateCondition,
  'asset.created': createAsset,
  'asset.valueSet': setAssetValue,
  'asset.unset': unsetAssetValue,
  'asset.update': updateAsset,
  'asset.delete': deleteAsset,
  'asset.taken': takeAsset,
  'backup.made': tellOfBackup,
  'backup.removed': tellOfBackup,
  'key.chosen': chooseKey,
  'secret.rewrapped': rewrapSecrets,
  'secret.forget': forgetSecrets,
  'secret.requestKey': keepRequestKey,
  'user.created': createUser,
  'user.passwordSet': setPassword,
  'token.made': makeToken,
  'token.spent': tokenSpent,
  'token.delete': deleteToken,
  'user.update': updateUser,
  'user.delete': deleteUser,
  'audit.refused': auditRefused,
  'settings.update': updateSettings,
};

/** The rule of `verb` as the writer runs it: refuses first whoever may not send it (X3), and writes the audit (X11). */
export function ruleFor<V extends WriteVerb>(verb: V): Rule<V> {
  const rule = audited<V>(verb, rules[verb]);
  return (view, params, ctx) => {
    may(view, verb, ctx.who);
    return rule(view, params, ctx);
  };
}
