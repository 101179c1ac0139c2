/** Verbs between an agent and the coordinator, and the coordinator's own (system) verbs about runs and robots. */
import { z } from 'zod';
import {
  Count,
  EndReason,
  Id,
  Instant,
  JsonValue,
  Name,
  PackageName,
  PlainSaidAs,
  RecordingMode,
  SaidAs,
  Semver,
  Sha256,
} from './fields.ts';
import { FileName, FileValue } from './file-value.ts';
import { Manifest } from './manifest.ts';
import { VideoView } from './shapes.ts';
import { SealedText } from './shapes-asset.ts';
import { Facts } from './shapes-fleet.ts';
import { Nothing, service, write } from './verb.ts';

const agent = ['agent'] as const;
const system = ['system'] as const;
const thisRun = { run: Id, epoch: Count };

/** What a supervisor needs to run one run instance. Kept on the agent's disk with mode 0600: it holds two tokens. */
export const RunOrder = z.strictObject({
  run: Id,
  epoch: Count,
  job: Id,
  number: Count,
  attempts: Count,
  deployment: z.string(),
  source: z.string(),
  robot: z.string(),
  package: PackageName,
  version: Semver,
  sha256: Sha256,
  bytes: Count,
  manifest: Manifest,
  params: z.record(z.string(), JsonValue),
  /** Parameters that are secret besides the credentials: masked in all that leaves the machine (E5). */
  secret: z.array(z.string()).optional(),
  /** Inside the coordinator only, which opens them into `params` before the order leaves. */
  sealed: z.record(z.string(), SealedText).optional(),
  /** Why nothing may be spawned: the run instance ends with it, reason `asset` (J7). */
  refusal: z.string().optional(),
  recording: RecordingMode,
  /** ms; absent = no limit. */
  timeoutMs: Count.optional(),
  stopGraceMs: Count,
  /** Bearer tokens of this run and epoch: one for the supervisor, one for the script (X2). They end with the run. */
  supervisorToken: z.string(),
  scriptToken: z.string(),
});
export type RunOrder = z.output<typeof RunOrder>;

/** What an agent has on its disk of a run, told at hello (P4). */
export const HeldRun = z.strictObject({
  ...thisRun,
  /** Is its supervisor alive? If not: did it leave an exit record? */
  alive: z.boolean(),
  ended: z.boolean(),
  boot: z.string().max(100),
});
export type HeldRun = z.output<typeof HeldRun>;

export const callsAgent = {
  'agent.enrol': service({
    who: ['anyone'],
    params: { token: z.string().max(200), name: Name, publicKey: z.string().max(2_000), facts: Facts },
    result: z.strictObject({ robot: Id, name: z.string() }),
    http: 'POST /enrol',
    says: 'Make this machine a robot: spend an enrolment token, leave a public key.',
  }),
  'agent.hello': service({
    who: ['anyone'],
    params: {
      protocol: z.int(),
      robot: Id,
      /** Ed25519 signature, base64, over the nonce of the `challenge` notice. */
      signature: z.string().max(500),
      facts: Facts,
      runs: z.array(HeldRun).max(1_000),
    },
    result: z.strictObject({
      session: Id,
      protocol: z.int(),
      now: Instant,
      pingMs: Count,
      silentMs: Count,
      runs: z.array(z.strictObject({ run: Id, answer: z.enum(['resume', 'report', 'kill', 'forget']) })),
    }),
    says: 'First message of an agent: who it is and which runs it holds.',
  }),
  'run.accept': write({
    who: agent,
    params: thisRun,
    result: RunOrder,
    says: 'Take an offered run; the answer is the order, and only then may anything be spawned (P6).',
  }),
  'run.refuse': write({
    who: agent,
    params: { ...thisRun, because: z.string().max(500), becauseAs: PlainSaidAs.optional() },
    result: Nothing,
    says: 'Decline an offered run; it costs no attempt.',
  }),
  'run.vanished': write({
    who: agent,
    params: { ...thisRun, because: z.string().max(500), becauseAs: PlainSaidAs.optional() },
    result: Nothing,
    says: 'The supervisor of a run is gone and left no exit record: the run is lost (P5).',
  }),
  'robot.facts': write({
    who: agent,
    params: { facts: Facts },
    result: Nothing,
    says: 'The machine changed: labels, screen, tools, disk.',
  }),

  'coordinator.started': write({
    who: system,
    params: {},
    result: Nothing,
    says: 'Every robot is offline until it says hello.',
  }),
  'robot.enrolled': write({
    who: system,
    params: { tokenHash: z.string(), name: Name, publicKey: z.string(), facts: Facts },
    result: z.strictObject({ robot: Id, name: z.string() }),
    says: 'Spend an enrolment token and create the robot, in one transaction.',
  }),
  'robot.connected': write({
    who: system,
    params: { robot: Id, session: Id, facts: Facts, runs: z.array(HeldRun) },
    /** `clash`: two machines use this robot's key, in words. */
    result: z.strictObject({
      runs: z.array(z.strictObject({ run: Id, answer: z.enum(['resume', 'report', 'kill', 'forget']) })),
      clash: z.string().optional(),
    }),
    says: 'An agent said hello: compare its runs with ours (P4).',
  }),
  'robot.disconnected': write({
    who: system,
    /** `orderly`: the agent itself closed it, as it does when it is stopped. */
    params: {
      robot: Id,
      session: Id,
      because: z.string(),
      becauseAs: SaidAs.optional(),
      orderly: z.boolean().optional(),
    },
    result: Nothing,
    says: 'An agent’s connection ended.',
  }),
  'robot.dispatch': write({
    who: system,
    /** `starveAfterMs`: what waits longer is not left behind by priority alone (domain/aged.ts); 0 = never. */
    params: { robot: Id, starveAfterMs: Count.optional() },
    /** `none` says nothing to do; otherwise the offer went out as an effect. */
    result: z.strictObject({ run: Id.optional() }),
    says: 'Give an idle robot its best waiting job (J25).',
  }),
  'run.withdraw': write({
    who: system,
    params: { ...thisRun, because: z.string(), becauseAs: SaidAs.optional() },
    result: Nothing,
    says: 'An offer was not accepted in time; no attempt is lost (P6).',
  }),
  'run.lose': write({
    who: system,
    params: { ...thisRun, reason: EndReason, because: z.string(), becauseAs: SaidAs.optional() },
    result: Nothing,
    says: 'Nobody was heard for the time allowed: the run is lost.',
  }),
  'lock.expire': write({
    who: system,
    params: { limit: Count },
    result: z.strictObject({ expired: Count, next: Instant.optional() }),
    says: 'Remove dated locks whose date has come (Q30); `next` is the date to come back at.',
  }),
  'resource.actionFailed': write({
    who: system,
    params: { ...thisRun, queue: Name, resource: Id, reason: z.string() },
    result: z.strictObject({ counted: z.boolean() }),
    says: 'An update or markProcessed failed inside the coordinator: costs the resource one attempt (Q15 b).',
  }),
  'job.due': write({
    who: system,
    params: { limit: Count },
    result: z.strictObject({ due: Count, next: Instant.optional() }),
    says: 'Jobs whose rest is over may be given out (J23), robots that refused a while ago are asked again.',
  }),
  'version.added': write({
    who: ['system'],
    params: { manifest: Manifest, sha256: Sha256, content: Sha256, bytes: Count, user: Id },
    result: z.strictObject({ package: z.string(), version: z.string(), id: Id, created: z.boolean() }),
    says: 'A package archive is whole and checked: make it a version; the same content again is a no-op (J3).',
  }),
  'file.added': write({
    who: system,
    params: { file: Sha256, name: FileName, bytes: Count, user: Id },
    result: FileValue,
    says: 'The bytes of a file for parameters are on the disk: jobs and deployments may refer to it from now on (J1).',
  }),
  'file.forget': write({
    who: system,
    params: { before: Instant, limit: Count },
    result: z.strictObject({ forgotten: Count }),
    says: 'Forget files that nothing has used since `before`; their bytes go after the commit.',
  }),
  'secret.forget': write({
    who: system,
    params: { before: Instant, limit: Count },
    result: z.strictObject({ forgotten: Count }),
    says: 'Forget credentials that were typed and that nothing has used since `before` (X6).',
  }),
  'artifact.received': write({
    who: system,
    params: { artifact: Id, received: Count, complete: z.boolean() },
    result: Nothing,
    says: 'Bytes of an artifact are on the disk.',
  }),
  'evidence.forget': write({
    who: system,
    /** `missing`: its bytes are not there, whatever the run does. */
    params: { artifacts: z.array(Id).max(500), because: z.string(), missing: z.boolean().optional() },
    result: z.strictObject({ bytes: Count }),
    says: 'Evidence goes for its age, its size or the disk’s room (E17); its bytes go after the commit, its row says why.',
  }),
  'log.forget': write({
    who: system,
    params: { run: Id, limit: Count },
    result: z.strictObject({ left: z.boolean() }),
    says: 'A portion of the log of an ended run goes (E17); `left` says that there is more of it.',
  }),
  'run.purge': write({
    who: system,
    params: { run: Id, limit: Count },
    result: z.strictObject({ left: z.boolean() }),
    says: 'A portion of what is left of a deleted run instance goes: its log, and the rows and bytes of its files.',
  }),
  'job.expire': write({
    who: system,
    params: { jobs: z.array(Id).max(500), because: z.string() },
    result: z.strictObject({ deleted: Count }),
    says: 'Delete jobs that ended long ago (E17); those stay whose evidence is still to come.',
  }),
  'run.video': write({
    who: system,
    params: { run: Id, video: VideoView },
    result: Nothing,
    says: 'The video of a run is whole and was probed.',
  }),
};
