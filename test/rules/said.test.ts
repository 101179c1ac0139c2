/** C: what is said of jobs, runs, robots and launch conditions is kept with the sentence that it is; scripts' own words are not. */
import * as assert from 'uvu/assert';
import { jobView } from '../../coordinator/domain/job-view.ts';
import { robotView } from '../../coordinator/domain/robot-view.ts';
import { runView } from '../../coordinator/domain/run-view.ts';
import { exitWords, timeoutWords, VANISHED_AND_ENDED } from '../../protocol/end-words.ts';
import { suite } from '../support/suite.ts';
import { type Fleet, fleet } from './support/fleet.ts';

const t = suite('sentences of jobs, runs and robots');

function running(change: object = {}): { f: Fleet; job: string; run: ReturnType<Fleet['start']> } {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy({ retries: 0, ...change }).name);
  return { f, job, run: f.start(robot) };
}
const said = (f: Fleet, job: string) => jobView(f.world.view, f.job(job));
const plain = (form: string) => ({ form, values: {} });

t('C: the words of a script stay its words; only the reason before them is Gantry’s', () => {
  const { f, job, run } = running();
  f.end(run, 'failed', 'the invoice has no number\n  at main.js:3');
  const { message, messageAs } = said(f, job);
  assert.is(message, 'script-error: the invoice has no number');
  const values = { reason: 'script-error', error: 'the invoice has no number' };
  assert.equal(messageAs, { form: '{reason}: {error}', values });
  assert.is(runView(f.world.view, f.world.row('run', run.id)).errorAs, undefined);
});

t('C: what a supervisor says of exit codes and time is known as Gantry’s sentence', () => {
  const exited = running();
  exited.f.end(exited.run, 'failed', String(exitWords({ code: 3 })));
  const code = { form: 'the command ended with exit code {code}', values: { code: 3 } };
  assert.equal(exited.f.world.row('run', exited.run.id).errorAs, code);
  assert.equal(said(exited.f, exited.job).messageAs?.values.error, code);
  const late = running({ timeoutMs: 90_000 });
  const error = String(timeoutWords(90_000));
  late.f.report(late.run, { kind: 'ended', state: 'failed', reason: 'timeout', signal: 'SIGKILL', error });
  assert.is(said(late.f, late.job).message, 'timeout: not finished within 90 s');
  assert.equal(said(late.f, late.job).messageAs?.values.error, {
    form: 'not finished within {seconds} s',
    values: { seconds: 90 },
  });
  const gone = running();
  const vanished = {
    kind: 'ended',
    state: 'lost',
    reason: 'supervisor-vanished',
    error: String(VANISHED_AND_ENDED),
  } as const;
  gone.f.report(gone.run, vanished);
  assert.equal(gone.f.world.row('run', gone.run.id).errorAs, plain(VANISHED_AND_ENDED.form));
});

t('C, J23: an attempt that follows says which and why; a cancel says by whom', () => {
  const { f, job, run } = running({ retries: 2, backoff: { kind: 'fixed', ms: 0 } });
  f.end(run, 'failed', 'no answer');
  const { message, messageAs } = said(f, job);
  assert.match(message, /^attempt 2 of 3, waiting for a robot.*\(script-error: no answer\)$/);
  assert.equal([messageAs?.values.k, messageAs?.values.max], [2, 3]);
  assert.equal(messageAs?.values.because, {
    form: '{reason}: {error}',
    values: { reason: 'script-error', error: 'no answer' },
  });
  f.do('job.cancel', { job }, f.person());
  assert.equal(said(f, job).messageAs, { form: 'cancelled by {by}', values: { by: 'Full admin person' } });
});

t('C, P6: a refused offer keeps the agent’s sentence, for the job and for the robot that rests', () => {
  const f = fleet();
  const robot = f.robot('Ann', { pool: f.pool('main') });
  const job = f.run(f.deploy().name);
  const run = f.dispatch(robot)!;
  const becauseAs = { form: 'busy with {run}', values: { run: 'r_other' } };
  f.do('run.refuse', { run: run.id, epoch: run.epoch, because: 'busy with r_other', becauseAs }, f.agent(robot));
  assert.is(said(f, job).message, 'attempt 1 of 4, waiting for a robot (Ann refused: busy with r_other)');
  const refused = { form: '{robot} refused: {because}', values: { robot: 'Ann', because: becauseAs } };
  assert.equal(said(f, job).messageAs?.values.because, refused);
  const view = robotView(f.world.view, f.world.row('robot', robot), f.world.now + 2_000);
  assert.is(view.because, 'refused a job 2 s ago: busy with r_other; asked again in 3 s');
  assert.equal(view.becauseAs?.values, { ago: 2, because: becauseAs, again: 3 });
});

t('C: a robot’s state is said as one sentence of several', () => {
  const f = fleet();
  const robot = f.robot('Ann');
  f.do('robot.pause', { robot: 'Ann', paused: true, reason: 'new screen' }, f.person());
  f.disconnect(robot);
  const view = robotView(f.world.view, f.world.row('robot', robot), f.world.now);
  const at = new Date(f.world.now).toISOString();
  assert.is(view.because, `no contact since ${at}; paused by Full admin person: new screen`);
  assert.equal(view.becauseAs, {
    form: '{says}; {next}',
    values: {
      says: { form: 'no contact since {at}', values: { at } },
      next: { form: 'paused by {by}: {text}', values: { by: 'Full admin person', text: 'new screen' } },
    },
  });
});

t('C: a text of a row from before sentences were kept is shown as it is', () => {
  const { f, job, run } = running();
  f.end(run, 'failed', 'boom');
  f.world.view.put('job', { ...f.job(job), messageAs: null });
  assert.equal([said(f, job).message, said(f, job).messageAs], ['script-error: boom', undefined]);
});

t.run();
