/** What the browser gives: the clock, dice, remembered settings. The only file of the console that asks for them. */

let skewMs = 0;

/** The coordinator's instant came with an answer: from now on times are told by its clock (P13). */
export function setCoordinatorClock(instant: number): void {
  skewMs = instant - Date.now();
}

/** ms since 1970 by the coordinator's clock, as far as we know it. */
export const now = (): number => Date.now() + skewMs;

/** A number in [0, 1). */
export const dice = (): number => Math.random();

const PREFIX = 'gantry.';

/** A remembered setting, or undefined; also when the browser forbids storage or somebody wrote nonsense there. */
export function remembered(name: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined; // a setting is a comfort: without storage the default stands
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage is full or forbidden: the setting holds until the page is closed, which needs no word
  }
}
