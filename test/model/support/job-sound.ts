/** What must be true of the rows about jobs at every moment, whatever happened: the account balances (J9, J21–J23, J27). */
import { hasEnded, isFinal, type Rows, runsOf } from './job-rows.ts';

export type Problems = string[];

export function sound(rows: Rows): Problems {
  return [...robotsSound(rows), ...jobsSound(rows), ...runsSound(rows), ...resourcesSound(rows)];
}

function robotsSound(rows: Rows): Problems {
  const problems: Problems = [];
  for (const robot of rows.robots.values()) {
    const open = [...rows.runs.values()].filter((run) => run.robot === robot.id && !hasEnded(run));
    if (open.length > 1) problems.push(`J9: ${robot.name} is on ${open.length} runs`);
    if ((open[0]?.id ?? '') !== robot.run)
      problems.push(`J9: ${robot.name} says it is on "${robot.run}", open is "${open[0]?.id ?? ''}"`);
    if ((robot.state === 'busy') !== (robot.run !== '' && robot.state !== 'offline'))
      problems.push(`J8: ${robot.name} is ${robot.state} with the run "${robot.run}"`);
    if ((robot.state === 'offline') !== (robot.session === ''))
      problems.push(`J8: ${robot.name} is ${robot.state} in the session "${robot.session}"`);
    if (robot.state === 'idle' && robot.paused) problems.push(`J8: ${robot.name} is paused and idle`);
    if (robot.state === 'paused' && !robot.paused) problems.push(`J8: ${robot.name} is "paused" and not paused`);
  }
  return problems;
}

function jobsSound(rows: Rows): Problems {
  const problems: Problems = [];
  for (const job of rows.jobs.values()) {
    const says = (rule: string, text: string) => problems.push(`${rule}: ${job.id} ${text}`);
    const runs = runsOf(rows, job.id);
    const accepted = runs.filter((run) => run.state !== 'assigned');
    const current = rows.runs.get(job.run);
    const last = accepted.at(-1);
    if (job.attempts !== accepted.length)
      says('J22', `counts ${job.attempts} attempts, ${accepted.length} run instances were accepted`);
    if (job.attempts > job.retries + 1) says('J22', `took ${job.attempts} attempts with ${job.retries} retries`);
    accepted.forEach((run, i) => {
      if (run.number !== i + 1) says('J29', `has run instance ${i + 1} with the number ${run.number}`);
    });
    const open = runs.filter((run) => !hasEnded(run));
    if (open.length > 1) says('J22', `has ${open.length} open run instances`);
    if (open.length === 1 && job.run !== open[0]!.id) says('J22', `does not name its open run instance`);
    if (isFinal(job) !== job.ended > 0) says('J21', `is ${job.state} and ended at ${job.ended}`);
    if (isFinal(job)) {
      if (open.length > 0) says('J21', `is ${job.state} with an open run instance`);
      if (job.waiting || job.notBefore || job.cancelling) says('J21', `is ${job.state} and still wants something`);
      const wanted = last?.state === 'lost' ? 'failed' : last?.state;
      if (job.state !== 'cancelled' && job.state !== wanted)
        says('J22', `is ${job.state}, its last run instance ${last?.state ?? 'is none'}`);
    } else {
      if ((job.state === 'running') !== job.attempts > 0) says('J21', `is ${job.state} after ${job.attempts} attempts`);
      const wants = job.run === '' && job.notBefore === 0;
      if ((job.waiting === 1) !== wants)
        says('J23', `waiting ${job.waiting}, with the run "${job.run}" and a rest until ${job.notBefore}`);
      if (job.run !== '' && !current) says('J22', `names the run instance ${job.run}, which is not there`);
      if (current && hasEnded(current)) says('J22', `is open and names a run instance that is ${current.state}`);
    }
    if (runs.slice(0, -1).some(({ state }) => state === 'succeeded' || state === 'cancelled'))
      says('J22', 'was tried again after a success or a cancel');
  }
  return problems;
}

function runsSound(rows: Rows): Problems {
  const problems: Problems = [];
  for (const run of rows.runs.values()) {
    const says = (rule: string, text: string) => problems.push(`${rule}: ${run.id} ${text}`);
    if ((run.open === 1) === hasEnded(run)) says('J21', `is ${run.state} with open ${run.open}`);
    if (hasEnded(run) !== run.reason.length > 0) says('J29', `is ${run.state} because "${run.reason}"`);
    if (hasEnded(run) !== run.ended > 0) says('J29', `is ${run.state} and ended at ${run.ended}`);
    const kinds = rows.tokens.get(run.id)!.map(({ kind, epoch }) => `${kind} ${epoch}`);
    const wanted = { assigned: [], running: ['script', 'supervisor'] }[run.state as string] ?? ['supervisor'];
    const due = wanted.map((kind) => `${kind} ${run.epoch}`);
    if (kinds.sort().join() !== due.join()) says('X2', `is ${run.state} with tokens for ${kinds.join() || 'nobody'}`);
  }
  return problems;
}

/** What a run that is over had locked without a date is free (Q29). */
function resourcesSound(rows: Rows): Problems {
  return [...rows.resources.values()].flatMap((resource) => {
    const owners = [resource.readOwner, resource.writeOwner].filter((owner) => owner.startsWith('run:'));
    const over = owners.filter((owner) => hasEnded(rows.runs.get(owner.slice(4)) ?? { state: 'lost' }));
    return over.map((owner) => `Q29: ${resource.id} is locked by ${owner}, which is over`);
  });
}
