/**
 * Time zones (J18): between instants and what a clock on the wall shows. A wall time is a number, too: the ms since 1970 of
 * a clock that shows it and never changes. Pure; the rules of the zones are those of the JavaScript engine.
 */

export const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    ...{ hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, made);
  return made;
}

/** What the wall shows at this instant. */
export function wallOf(zone: string, instant: number): number {
  if (zone === 'UTC') return instant;
  const ms = ((instant % 1_000) + 1_000) % 1_000;
  // en-US: month/day/year, hour:minute:second
  const [month, day, year, hour, minute, second] = formatOf(zone).format(instant).match(/\d+/g)!.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second) + ms;
}

const offsetAt = (zone: string, instant: number): number => wallOf(zone, instant) - instant;

/**
 * When the wall shows this. A time that does not exist (the clock jumps over it): the moment of the jump, which is the next
 * valid one. A time that exists twice (the clock is put back): the first one.
 */
export function instantOf(zone: string, wall: number): number {
  if (zone === 'UTC') return wall;
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  const found = [wall - before, wall - after].filter((instant) => wallOf(zone, instant) === wall);
  return found.length > 0 ? Math.min(...found) : jumpIn(zone, wall - after, wall - before);
}

/** The first instant after the jump; `low` lies before it, `high` not. */
function jumpIn(zone: string, low: number, high: number): number {
  const beforeJump = offsetAt(zone, low);
  let [from, to] = [low, high];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(zone, middle) === beforeJump) from = middle;
    else to = middle;
  }
  return to;
}

/** The zone's name as it is usually written, or undefined for one that nobody knows. */
export function knownZone(name: string): string | undefined {
  if (/^utc$/i.test(name)) return 'UTC';
  if (/^[+-]/.test(name)) return undefined; // a mere distance from UTC knows no daylight saving
  const wanted = name.toLowerCase();
  const listed = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === wanted);
  if (listed !== undefined) return listed;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return name;
  } catch {
    return undefined; // the engine's word for "unknown"
  }
}

/** Zones that may have been meant, nearest first. */
export function similarZones(name: string): string[] {
  const wanted = letters(name);
  const city = letters(name.slice(name.lastIndexOf('/') + 1));
  const near = Intl.supportedValuesOf('timeZone').map((zone) => {
    const place = letters(zone.slice(zone.lastIndexOf('/') + 1));
    const within = city.length > 2 && (place.includes(city) || (place.length > 3 && city.includes(place)));
    return { zone, far: Math.min(within ? 1 : 9, distance(letters(zone), wanted), distance(place, city)) };
  });
  const close = near.filter(({ far }) => far <= 2).sort((a, b) => a.far - b.far || (a.zone < b.zone ? -1 : 1));
  return close.slice(0, 3).map(({ zone }) => zone);
}

const letters = (text: string) => text.toLowerCase().replace(/[^a-z/]/g, '');

/** How many letters must be changed, added or left out to come from `a` to `b`. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 9;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

/** `2026-03-29 03:00 +02:00`: what the wall shows, and how far it is from UTC. Seconds only where there are some. */
export function inZone(zone: string, instant: number): string {
  const wall = wallOf(zone, instant);
  const [date, time] = new Date(wall).toISOString().split('T') as [string, string];
  const minutes = Math.round((wall - instant) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${date} ${wall % 60_000 === 0 ? time.slice(0, 5) : time.slice(0, 8)} ${offset}`;
}

/** `2026-03-29` of a wall time. */
export const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);
/** The wall time at which a day begins, or undefined when there is no such day (31 February). */
export function dayOf(date: string): number | undefined {
  const wall = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(wall) || dateOf(wall) !== date ? undefined : wall;
}
