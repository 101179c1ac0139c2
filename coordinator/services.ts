/** Composition: every service once, handed what it needs; a plain object, no container. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Result, WriteVerb } from '../protocol/contract.ts';
import { assetServices } from './assets.ts';
import { Auth } from './auth.ts';
import { Backups, backupServices } from './backups.ts';
import { BlobKeeper } from './blob-keeper.ts';
import { Chores } from './chores.ts';
import { type Clock, systemClock } from './clock.ts';
import { commandOf } from './command.ts';
import { Conditions } from './conditions.ts';
import { type CoordinatorOptions, defaultLimits, defaultTimers } from './config.ts';
import { type Call, type Core, SYSTEM } from './core.ts';
import { backupsFolder, freshTemp, masterKeyFile } from './data-folder.ts';
import { Disk } from './disk.ts';
import { Dispatch } from './dispatch.ts';
import { countsAs } from './domain/room.ts';
import type { Behalf } from './domain/view.ts';
import { ArtifactFiles } from './evidence/artifacts.ts';
import { Blobs } from './evidence/blobs.ts';
import { EvidenceKeeper } from './evidence-keeper.ts';
import { Gateway } from './gateway.ts';
import { Happenings } from './happenings.ts';
import { Heartbeat } from './heartbeat.ts';
import { createHttp } from './http.ts';
import { jobServices } from './job-batches.ts';
import { KeyRotation } from './key-rotation.ts';
import { Live } from './live.ts';
import { Masks, maskServices } from './masks.ts';
import { MasterKeys } from './master-keys.ts';
import { Meter } from './meter.ts';
import { Metrics } from './metrics.ts';
import { Notify } from './notify.ts';
import { Packages } from './packages.ts';
import { ParamFiles } from './param-files.ts';
import { peopleServices } from './people.ts';
import { Pictures, pictureServices } from './pictures.ts';
import type { Place } from './place.ts';
import { Portions } from './portions.ts';
import { readVerbs } from './reads.ts';
import { Refusals } from './refusals.ts';
import { RequestMarks } from './request-marks.ts';
import { type Answers, Router } from './router.ts';
import { Schedules } from './schedules.ts';
import { Sessions } from './sessions.ts';
import { Settings } from './settings.ts';
import type { Outcome, Store, StoreBroken } from './store/store.ts';
import { Writer } from './store/writer.ts';
import { TypedSecrets } from './typed-secrets.ts';
import { Uploads } from './uploads.ts';
import { userServices } from './user-services.ts';
import { Vault } from './vault.ts';
import { Waits } from './waits.ts';
import { webhookServices } from './webhook-services.ts';
import { Webhooks } from './webhooks.ts';

/** Everything that answers, before any socket: what the sockets are put on, and what model tests drive. */
export interface Inside {
  core: Core;
  auth: Auth;
  backups: Backups;
  writer: Writer;
  waits: Waits;
  sessions: Sessions;
  live: Live;
  pictures: Pictures;
  masks: Masks;
  chores: Chores;
  conditions: Conditions;
  portions: Portions;
  schedules: Schedules;
  webhooks: Webhooks;
  happenings: Happenings;
  metrics: Metrics;
  vault: Vault;
  rotation: KeyRotation;
  settings: Settings;
  dispatch: Dispatch;
  blobs: Blobs;
  files: ArtifactFiles;
  blobKeeper: BlobKeeper;
  router: Router;
  refusals: Refusals;
}

export interface Services extends Inside {
  heartbeat: Heartbeat;
  gateway: Gateway;
  http: FastifyInstance;
}

export interface Ground {
  options: CoordinatorOptions;
  store: Store;
  log: Logger;
  place: Place;
  onBroken: (error: StoreBroken) => void;
}

export async function compose(ground: Ground): Promise<Services> {
  const inside = composeInside(ground);
  const { options } = ground;
  const { core } = inside;
  const heartbeat = new Heartbeat(core.timers);
  const gateway = new Gateway({ ...inside, heartbeat, options });
  const { blobKeeper, files } = inside;
  const temp = freshTemp(options.data);
  const packages = new Packages(core, blobKeeper, temp);
  const paramFiles = new ParamFiles(core, blobKeeper, temp);
  const uploads = new Uploads(core, files);
  const { version } = ground.place;
  const http = await createHttp({ ...inside, options, files, packages, paramFiles, uploads, version });
  return { ...inside, heartbeat, gateway, http };
}

export function composeInside(ground: Ground): Inside {
  const { options, place } = ground;
  const clock = options.clock ?? systemClock;
  const sessions = new Sessions(clock);
  const live = new Live();
  const waits = new Waits({
    clock,
    submit: (command, done) => core.run(command, done),
    apply: (effects) => notify.apply(effects),
  });
  const apply: Notify['apply'] = (effects) => notify.apply(effects);
  const { core, writer, happenings, settings, meter } = makeBase(ground, { clock, waits, apply });
  const secrets = makeSecrets(core, options);
  const { vault, rotation } = secrets;
  const pictures = new Pictures(core, sessions);
  const masks = new Masks(core, sessions);
  const dispatch = new Dispatch(core, sessions);
  const blobs = new Blobs(options.data);
  const blobKeeper = new BlobKeeper(core, blobs);
  const files = new ArtifactFiles(options.data);
  const evidenceKeeper = new EvidenceKeeper(core, files);
  const chores = new Chores(core, sessions, { blobs: blobKeeper, evidence: evidenceKeeper });
  const conditions = new Conditions(core);
  const portions = new Portions(core);
  const schedules = new Schedules(core);
  const webhooks = new Webhooks(core, vault, place);
  const ways = { sessions, live, pictures, waits, dispatch, meter };
  const keepers = { blobKeeper, evidenceKeeper, settings };
  const notify = new Notify({ ...ways, ...keepers, chores, conditions, portions, webhooks, schedules });
  const auth = new Auth(core);
  const refusals = new Refusals(core);
  const backups = new Backups(core, {
    data: options.data,
    folder: backupsFolder(options),
    version: place.version,
  });
  const answers = makeAnswers(core, { data: options.data, settings, auth, place, secrets, pictures, masks, backups });
  const router = new Router(core, waits, refusals, answers);
  const { version } = place;
  const metrics = new Metrics({ core, meter, sessions, live, waits, webhooks, data: options.data, version });
  watchDisk(core.disk, { live, dispatch, chores });
  const work = { chores, conditions, portions, schedules, webhooks, happenings, dispatch, metrics, settings };
  const kept = { blobs, files, blobKeeper, vault, rotation, masks, backups };
  return { core, auth, writer, waits, sessions, live, pictures, ...work, ...kept, router, refusals };
}

type BaseParts = Pick<WriterParts, 'clock' | 'waits' | 'apply'>;

/** What every service stands on. */
function makeBase(ground: Ground, { clock, waits, apply }: BaseParts) {
  const { options, store, log } = ground;
  const meter = new Meter();
  const timers = { ...defaultTimers, ...options.timers };
  const settings = new Settings({ ...defaultLimits, ...options.limits });
  const { limits } = settings;
  const disk = new Disk({ data: options.data, clock, limits, timers, log });
  const { writer, happenings } = makeWriter(ground, { clock, waits, meter, apply, disk });
  const core = makeCore({ clock, store, log, writer, meter, limits, timers, disk }, apply);
  return { core, writer, happenings, settings, meter };
}

function watchDisk(disk: Disk, { live, dispatch, chores }: Pick<Inside, 'live' | 'dispatch' | 'chores'>): void {
  disk.onTight = (bytes, state) => void chores.thin(bytes, state);
  disk.onChange = (before) => {
    live.changed(['coordinator']);
    if (before === 'full') dispatch.everybody(); // who asked meanwhile got nothing
  };
}

interface AnswerParts {
  data: string;
  settings: Settings;
  auth: Auth;
  place: Place;
  secrets: Secrets;
  pictures: Pictures;
  masks: Masks;
  backups: Backups;
}

function makeAnswers(
  core: Core,
  { data, settings, auth, place, secrets, pictures, masks, backups }: AnswerParts,
): Answers {
  const services = {
    ...peopleServices(core, auth, place),
    ...userServices(core, auth, place),
    ...jobServices(core),
    ...webhookServices(core, secrets.vault),
    ...assetServices(core, { ...secrets, masks }),
    ...maskServices(masks),
    ...pictureServices(pictures),
    ...backupServices(backups),
  };
  const { vault, typed } = secrets;
  const onTheWay = { 'run.accept': vault.opened.bind(vault) };
  return { reads: readVerbs(core, settings, data), services, onTheWay, typed };
}

interface WriterParts {
  clock: Clock;
  waits: Waits;
  meter: Meter;
  disk: Disk;
  apply: Notify['apply'];
}

/** The writer, and who makes the deliveries of what its commands tell of. */
function makeWriter(
  { store, log, onBroken }: Pick<Ground, 'store' | 'log' | 'onBroken'>,
  { clock, waits, meter, apply, disk }: WriterParts,
): { writer: Writer; happenings: Happenings } {
  const happenings = new Happenings({
    inner: waits.turns,
    command: (happened) => commandOf({ verb: 'webhook.tell', params: { happened }, who: SYSTEM }),
    apply,
    onBug: (cause) => log.error({ err: cause }, 'webhooks could not be told'),
  });
  const writer = new Writer({
    store,
    inTurn: happenings,
    clock: () => clock.now(),
    onCommit: (ms, commands) => meter.committed(ms, commands),
    onBroken,
    onUnavailable: ({ full }) => full && disk.didNotFit(),
    onBug: (cause, { verb }) => log.error({ err: cause, verb }, 'a rule failed'),
  });
  return { writer, happenings };
}

interface Secrets {
  vault: Vault;
  rotation: KeyRotation;
  typed: TypedSecrets;
}

function makeSecrets(core: Core, options: CoordinatorOptions): Secrets {
  const keys = new MasterKeys({ file: masterKeyFile(options), given: options.masterKey });
  const vault = new Vault(core.store, keys);
  const typed = new TypedSecrets(core, vault, new RequestMarks(core, vault));
  return { vault, rotation: new KeyRotation(core, keys), typed };
}

interface CoreParts extends Pick<Core, 'clock' | 'timers' | 'limits' | 'log' | 'disk' | 'store'> {
  writer: Writer;
  meter: Meter;
}

function makeCore({ writer, meter, ...ground }: CoreParts, apply: Notify['apply']): Core {
  let commands = 0;
  const run: Core['run'] = (command, done) => {
    const error = ground.disk.refusal(countsAs(command.verb as WriteVerb, command.params));
    if (error) {
      meter.command(command.verb, 'refused');
      return done({ kind: 'refused', error });
    }
    if (command.who.kind !== 'system') commands++;
    writer.run(command, (outcome) => {
      meter.command(command.verb, outcome.kind);
      if (outcome.kind === 'ok') apply(outcome.effects);
      done(outcome);
    });
  };
  const submit = (call: Call) => new Promise<Outcome>((resolve) => run(commandOf(call), resolve));
  return {
    ...ground,
    submit,
    run,
    commands: () => commands,
    system: async <V extends WriteVerb>(verb: V, params: unknown, behalf?: Behalf) => {
      const outcome = await submit({ verb, params, who: behalf ? { ...SYSTEM, behalf } : SYSTEM });
      if (outcome.kind === 'ok') return outcome.result as Result<V>;
      throw outcome.kind === 'refused' ? outcome.error : new Error(`${verb} is not one to wait`);
    },
  };
}
