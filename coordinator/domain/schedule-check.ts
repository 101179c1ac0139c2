/** What may be saved as a schedule's rule (J18): what never comes, and zones that nobody knows, are refused by the field's name. */
import { refuse } from '../../protocol/errors.ts';
import { say } from '../../protocol/sentence.ts';
import type { ScheduleRule } from '../../protocol/shapes-schedule.ts';
import { inZone, knownZone, similarZones } from '../../protocol/zone.ts';
import { checkCron } from './schedule-cron.ts';
import { nextTime, type Timing } from './schedule-times.ts';

export function checkedZone(name: string): string {
  const zone = knownZone(name);
  if (zone !== undefined) return zone;
  const similar = similarZones(name);
  const next =
    similar.length > 0
      ? `did you mean ${similar.join(' or ')}?`
      : 'it is a name like Europe/Berlin or America/New_York, or UTC (https://en.wikipedia.org/wiki/List_of_tz_database_time_zones)';
  return refuse('ValidationError', say`timezone: there is no time zone "${{ name }}"; ${{ next }}`, {
    field: 'timezone',
  });
}

/** The rule as it is kept: `every` says from when it counts. `now`: ms. */
export function checkedRule(rule: ScheduleRule, now: number): ScheduleRule {
  if (rule.kind === 'cron') checkCron(rule.cron, 'rule.cron');
  if (rule.kind !== 'every' || rule.from !== undefined) return rule;
  return { ...rule, from: Math.floor(now / 60_000) * 60_000 };
}

/** Refuses bounds that contradict each other, and what would never start anything after `now`. */
export function mustCome(timing: Timing, now: number): void {
  const { rule, start, end, timezone } = timing;
  if (end > 0 && end < start)
    refuse('ValidationError', 'end: lies before the start; nothing would ever start', { field: 'end' });
  if (nextTime(timing, now) !== undefined) return;
  const ever = nextTime({ ...timing, start: 0, end: 0 }, now);
  if (ever === undefined)
    refuse('ValidationError', say`rule: ${{ timing: neverText(timing) }}`, {
      field: rule.kind === 'cron' ? 'rule.cron' : 'rule',
    });
  const until = `up to the end (${inZone(timezone, end)})`;
  const says = end <= now ? 'it is over already' : `no time of this rule comes ${until}`;
  refuse('ValidationError', say`end: ${{ says }}; choose a later one, or none`, { field: 'end' });
}

function neverText(timing: Timing): string {
  const without = nextTime({ ...timing, start: 0, end: 0, off: undefined }, 0);
  return without === undefined
    ? 'never comes: there is no such day (like 31 February)'
    : 'never comes: all of its days are days off in the calendar';
}
