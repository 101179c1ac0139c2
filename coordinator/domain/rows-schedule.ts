/** The rows of schedules and calendars. Conventions: rows.ts. */
import type { Author } from '../../protocol/fields.ts';
import type { WireSentence } from '../../protocol/sentence.ts';
import type { DayOff, Missed, ScheduleRule, Weekday } from '../../protocol/shapes-schedule.ts';
import type { Flag, Json } from './rows-queue.ts';

/** What a schedule did last. */
export interface Fired {
  nominal: number;
  at: number;
  late: boolean;
  /** Ids. */
  jobs: string[];
  /** '' = the jobs were made. */
  error: string;
  /** Absent in rows from before sentences were kept. */
  errorAs?: WireSentence | null;
}
/** From the first to the last of nominal times that came one after the other; both belong to it. */
export type Span = readonly [from: number, to: number];

export interface ScheduleRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  /** A DeploymentRow's id. */
  deployment: string;
  rule: ScheduleRule;
  timezone: string;
  /** 0 = no such bound. */
  start: number;
  end: number;
  params: Json;
  /** As in DeploymentRow. */
  secrets: Record<string, string>;
  /** null = the deployment's. */
  priority: number | null;
  /** A CalendarRow's id, '' = none. */
  calendar: string;
  missed: Missed;
  enabled: Flag;
  /** The nominal time that is to come, 0 = none: disabled, or over. */
  next: number;
  /** What the coordinator's clock showed when `next` was found: a later moment than now means that the clock went back. */
  asOf: number;
  /** Nominal times that were dealt with: none of them is ever again (P13). In order, without overlap (schedule-spans.ts). */
  done: Span[];
  result: Fired | null;
  /** Why Gantry itself stopped it, '' = it did not. */
  because: string;
  author: Author;
  created: number;
  editor: Author;
  updated: number;
}
export interface CalendarRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  weekdaysOff: Weekday[];
  /** In order, each once. */
  days: DayOff[];
  author: Author;
  created: number;
  editor: Author;
  updated: number;
}
