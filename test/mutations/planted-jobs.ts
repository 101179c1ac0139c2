/** Small bugs in the rules of jobs, run instances, robots and pools, each of which the model of jobs must catch. */
import type { Planted } from './planted.ts';

const domain = 'coordinator/domain';

export const plantedJobs: readonly Planted[] = [
  {
    breaks: 'J22: retries 1 gives two run instances, no third',
    file: `${domain}/retry.ts`,
    text: 'if (job.attempts > job.retries) return undefined;',
    instead: 'if (job.attempts > job.retries + 1) return undefined;',
    quick: true,
  },
  {
    breaks: 'J23: an exponential backoff doubles from attempt to attempt',
    file: `${domain}/retry.ts`,
    text: '2 ** Math.max(0, job.attempts - 1)',
    instead: '2 ** Math.max(0, job.attempts - 2)',
  },
  {
    breaks: 'J22: a cancelled run is not tried again',
    file: `${domain}/run-end.ts`,
    text: "run.state === 'failed' || run.state === 'lost' ? anotherAttempt",
    instead: "run.state !== 'succeeded' ? anotherAttempt",
  },
  {
    breaks: 'J21: a lost run counts as a failed attempt and is tried again',
    file: `${domain}/run-end.ts`,
    text: "run.state === 'failed' || run.state === 'lost' ? anotherAttempt",
    instead: "run.state === 'failed' ? anotherAttempt",
  },
  {
    breaks: 'J26: a run that is lost while it is being cancelled is cancelled',
    file: `${domain}/run-end.ts`,
    text: "end.state === 'lost' && job.cancelling ?",
    instead: "end.state === 'succeeded' && job.cancelling ?",
  },
  {
    breaks: 'X2: the token of a script ends with its run',
    file: `${domain}/run-end.ts`,
    text: "dropTokens(view, run.id, 'script');",
    instead: '',
    quick: true,
  },
  {
    breaks: 'P6: an offer that nobody accepted costs no attempt',
    file: `${domain}/run-offer.ts`,
    text: "saveJob(view, { ...job, run: '', ...jobRests(0, 0),",
    instead: "saveJob(view, { ...job, attempts: job.attempts + 1, run: '', ...jobRests(0, 0),",
  },
  {
    breaks: 'P6: the robot of an offer that was taken back is free',
    file: `${domain}/run-offer.ts`,
    text: 'releaseRobot(view, run.robot, run.id);',
    instead: '',
    quick: true,
  },
  {
    breaks: 'J25: over all of its pools a robot gets the job of the highest priority',
    file: `${domain}/dispatch.ts`,
    text: '    .sort(better)[0];',
    instead: '[0];',
  },
  {
    breaks: 'J24: a robot gets no job of a pool that it left, and none that it lacks a label for',
    file: `${domain}/dispatch.ts`,
    text: 'needs: versionOf(view, job.version).manifest.needs });',
    instead: 'needs: versionOf(view, job.version).manifest.needs }) || true;',
  },
  {
    breaks: 'P3: an older epoch changes nothing',
    file: `${domain}/run.ts`,
    text: 'return run?.open && run.epoch === p.epoch ? run : undefined;',
    instead: 'return run?.open ? run : undefined;',
  },
  {
    breaks: 'P3: a report with an older epoch changes nothing',
    file: `${domain}/report.ts`,
    text: 'const current = run.epoch === p.epoch && ctx.who.epoch === p.epoch;',
    instead: 'const current = ctx.who.epoch === run.epoch;',
  },
  {
    breaks: 'P7: what was acknowledged before is not applied again',
    file: `${domain}/report.ts`,
    text: 'entries.filter((entry) => entry.n > run.acked);',
    instead: 'entries.filter((entry) => entry.n >= run.acked);',
  },
  {
    breaks: 'P4: a run that the agent does not hold is lost at its hello',
    file: `${domain}/robot-session.ts`,
    text: 'if (!listed.has(run.id)) missing(view, run, p.facts.boot, ctx);',
    instead: '',
  },
  {
    breaks: 'P3: the end of an older connection changes nothing',
    file: `${domain}/robot-session.ts`,
    text: 'if (!robot || robot.session !== p.session) return {};',
    instead: 'if (!robot) return {};',
  },
  {
    breaks: 'J20: the same key gives the same jobs',
    file: `${domain}/job-run.ts`,
    text: 'if (before) return {',
    instead: "if (before && p.key === '') return {",
  },
  {
    breaks: 'J23: a job whose rest is over waits for a robot again',
    file: `${domain}/rest-over.ts`,
    text: 'saveJob(view, { ...job, ...jobRests(0, 0), ',
    instead: 'saveJob(view, { ...job, waiting: 1, ',
  },
  {
    breaks: 'P6: a robot that refused a job is asked again when its rest is over',
    file: `${domain}/rest-over.ts`,
    text: 'for (const robot of robots) askAgain(view, robot);',
    instead: '',
  },
  {
    breaks: 'P13: a rest lasts no longer because the clock was set back',
    file: `${domain}/rest-over.ts`,
    text: 'for (const job of later) saveJob(',
    instead: 'for (const job of later.slice(1)) saveJob(',
  },
  {
    breaks: 'J26: a queued job with an offer is cancelled together with it',
    file: `${domain}/job-stop.ts`,
    text: 'takeOfferBack(view, offered, message);',
    instead: '',
  },
  {
    breaks: 'J10: a new member of a pool gets its waiting jobs',
    file: `${domain}/pool-members.ts`,
    text: "view.emit({ kind: 'dispatch', robot });",
    instead: '',
  },
  {
    breaks: 'J8: a robot that is paused during its run takes no other after it',
    file: `${domain}/robot.ts`,
    text: "else if (next.state === 'idle' && next.paused)",
    instead: "else if (next.state === 'offline' && next.paused)",
    quick: true,
  },
  {
    breaks: 'J32: a job that rests says so',
    file: `${domain}/job-waiting.ts`,
    text: 'job.notBefore > now ?',
    instead: 'job.notBefore < now ?',
  },
];
