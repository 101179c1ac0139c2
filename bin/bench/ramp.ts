/** Which number of robots is tried next: doubled while the coordinator holds them, then halfway until the answer is close. */

export interface Tried {
  robots: number;
  held: boolean;
}

/** Share of what holds by which what does not may be larger: closer the answer need not be. */
const CLOSE = 0.1;

/** Most that were held, and fewest that were not; 0 and infinity while there are none. */
export function bounds(tried: readonly Tried[]): { held: number; tooMany: number } {
  const tooMany = Math.min(...tried.filter(({ held }) => !held).map(({ robots }) => robots));
  const held = tried.filter((one) => one.held && one.robots < tooMany).map(({ robots }) => robots);
  return { held: Math.max(0, ...held), tooMany };
}

/** `undefined`: the answer is known well enough, or `most` robots are held. */
export function nextRobots(
  tried: readonly Tried[],
  { first, most }: { first: number; most: number },
): number | undefined {
  const { held, tooMany } = bounds(tried);
  if (tried.length === 0) return Math.min(first, most);
  if (tooMany === Number.POSITIVE_INFINITY) return held >= most ? undefined : Math.min(most, held * 2);
  if (tooMany - held <= Math.max(1, held * CLOSE)) return undefined;
  return held === 0 ? Math.floor(tooMany / 2) : Math.round((held + tooMany) / 2);
}
