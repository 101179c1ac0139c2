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

const DRAFT = 'gantry.draft.';

/** What was typed into a form and not yet saved; of this tab only. */
export function readDraft(name: string): object | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(DRAFT + name) ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // as for settings: without storage the form begins empty
  }
}

export function keepDraft(name: string, values: object): void {
  try {
    sessionStorage.setItem(DRAFT + name, JSON.stringify(values));
  } catch {
    // the form itself still holds it; only a reload would lose it, and before that the browser asks
  }
}

export function forgetDraft(name: string): void {
  try {
    sessionStorage.removeItem(DRAFT + name);
  } catch {
    // where nothing can be stored there is nothing to forget
  }
}

const DRAFTS_OF = 'gantry.draftsOf';

/** Said when somebody is signed in: what another user typed on this tab, whose session ended, is not theirs to see. */
export function draftsBelongTo(user: string): void {
  try {
    if (sessionStorage.getItem(DRAFTS_OF) !== user) forgetDrafts();
    sessionStorage.setItem(DRAFTS_OF, user);
  } catch {
    // without storage no draft was kept either
  }
}

/** Who signs in next on this tab sees nothing of what this user typed. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(DRAFT)) sessionStorage.removeItem(name);
  } catch {
    // as above
  }
}
