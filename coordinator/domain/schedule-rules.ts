/** The rules of the verbs about schedules and calendars. */
import { createCalendar, deleteCalendar, updateCalendar } from './calendar.ts';
import { schedulesDue } from './schedule-fire.ts';
import {
  createSchedule,
  deleteSchedule,
  setAllSchedulesEnabled,
  setScheduleEnabled,
  updateSchedule,
} from './schedule-set.ts';

export const scheduleRules = {
  'schedule.create': createSchedule,
  'schedule.update': updateSchedule,
  'schedule.setEnabled': setScheduleEnabled,
  'schedule.setAllEnabled': setAllSchedulesEnabled,
  'schedule.delete': deleteSchedule,
  'schedule.due': schedulesDue,
  'calendar.create': createCalendar,
  'calendar.update': updateCalendar,
  'calendar.delete': deleteCalendar,
};
