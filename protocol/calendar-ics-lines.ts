/** The lines of an iCalendar file and the events that they make up, each with its place in the file. Pure. */
import type { Wrong } from './calendar-csv.ts';

export interface IcsLine {
  /** From 1; a line that goes on in the next ones (they begin with a blank) has the number of the first. */
  line: number;
  /** As it stands in the file, in one piece. */
  text: string;
  /** In small letters, without parameters. */
  name: string;
  value: string;
}
export interface IcsEvent {
  line: number;
  lines: IcsLine[];
  name: string;
}

/** The events of the calendar, without what lies inside of them (alarms). */
export function icsEvents(text: string, wrong: Wrong): IcsEvent[] {
  const events: IcsEvent[] = [];
  const open: { what: string; line: number }[] = [];
  for (const line of icsLines(text, wrong)) {
    const inside = line.value.toLowerCase();
    if (open.length === 0 && !(line.name === 'begin' && inside === 'vcalendar'))
      return wrong(line.line, 'expected is BEGIN:VCALENDAR, with which every calendar file begins');
    if (line.name === 'begin') {
      open.push({ what: inside, line: line.line });
      if (inside === 'vevent') events.push({ line: line.line, lines: [], name: '' });
    } else if (line.name === 'end') {
      const last = open.pop();
      if (last?.what !== inside)
        return wrong(line.line, `END:${line.value} ends nothing: open is ${last?.what.toUpperCase() ?? 'nothing'}`);
    } else if (open.at(-1)?.what === 'vevent') addLine(events.at(-1)!, line);
  }
  const left = open.at(-1);
  if (left) return wrong(left.line, `BEGIN:${left.what.toUpperCase()} has no END: the file is cut off`);
  return events;
}

function addLine(event: IcsEvent, line: IcsLine): void {
  event.lines.push(line);
  if (line.name === 'summary') event.name = unescaped(line.value);
}

const unescaped = (text: string) =>
  text
    .replace(/\\n/gi, ' ')
    .replace(/\\([,;\\])/g, '$1')
    .trim();

function icsLines(text: string, wrong: Wrong): IcsLine[] {
  const lines: IcsLine[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, i) => {
      const last = lines.at(-1);
      if (/^[ \t]/.test(raw) && last) Object.assign(last, { text: last.text + raw.slice(1) });
      else if (raw.trim() !== '') lines.push({ line: i + 1, text: raw, name: '', value: '' });
    });
  for (const line of lines) {
    const [, name, value] = /^([A-Za-z0-9-]+)(?:;(?:[^":]|"[^"]*")*)?:(.*)$/s.exec(line.text) ?? [];
    if (name === undefined)
      return wrong(line.line, `"${line.text.slice(0, 60)}" is no line of a calendar file; expected is NAME:VALUE`);
    Object.assign(line, { name: name.toLowerCase(), value: value!.trim() });
  }
  return lines;
}
