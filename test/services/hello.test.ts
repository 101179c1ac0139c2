/** Who may say hello now, and when the others come back (P10). */
import * as assert from 'uvu/assert';
import { systemClock } from '../../coordinator/clock.ts';
import { Sessions } from '../../coordinator/sessions.ts';
import { GantryError } from '../../protocol/errors.ts';
import { suite } from '../support/suite.ts';

const t = suite('admission of hellos');
const PER_SECOND = 10;

/** When each of `count` that come at once may come again; 0 = now. */
function admitted(sessions: Sessions, count: number): number[] {
  return Array.from({ length: count }, () => {
    try {
      sessions.admitHello(PER_SECOND);
      return 0;
    } catch (error) {
      if (error instanceof GantryError && error.code === 'TooMany') return error.retryInMs ?? 0;
      throw error;
    }
  });
}

t('P10: those who are refused are told different times, never more than fit into a second', () => {
  const second = () => Math.floor(systemClock.monotonic() / 1_000);
  for (;;) {
    const before = second();
    const times = admitted(new Sessions(systemClock), 40);
    if (second() !== before) continue; // it fell between two seconds: again
    assert.is(times.filter((ms) => ms === 0).length, PER_SECOND);
    const later = times.filter((ms) => ms > 0);
    assert.is(new Set(later).size, 30, 'each has a time of its own');
    const counts = new Map<number, number>();
    for (const ms of later)
      counts.set(Math.floor((ms - 1) / 1_000), (counts.get(Math.floor((ms - 1) / 1_000)) ?? 0) + 1);
    assert.ok(
      [...counts.values()].every((n) => n <= PER_SECOND),
      JSON.stringify([...counts]),
    );
    return;
  }
});

t.run();
