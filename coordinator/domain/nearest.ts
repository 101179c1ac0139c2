/** Which of the names that there are was meant: the one with the fewest typing errors, if they are few. */

/** Errors that are forgiven, by the length of what was typed: one in each three letters, three at most. */
const forgiven = (length: number): number => Math.min(3, Math.max(1, Math.floor(length / 3)));

/** `key`: what of a name is compared. `undefined`: none is close. */
export function nearest(typed: string, names: readonly string[], key: (name: string) => string): string | undefined {
  const wanted = key(typed);
  let best: string | undefined;
  let fewest = forgiven(wanted.length) + 1;
  for (const name of names) {
    const errors = errorsBetween(wanted, key(name));
    if (errors >= fewest) continue;
    fewest = errors;
    best = name;
  }
  return best;
}

/** Letters too many, missing, wrong, or exchanged with their neighbour. */
export function errorsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + wrong);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
