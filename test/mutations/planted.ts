/** Small bugs in the rules of queues, each of which the suites must catch: where, what is there, what is put there, which rule it breaks. */

export interface Planted {
  /** The rule that it breaks, in words. */
  breaks: string;
  file: string;
  /** Stands exactly once in the file. */
  text: string;
  instead: string;
  /** Planted by default: its model test catches it within seconds. */
  quick?: true;
}

const domain = 'coordinator/domain';

export const planted: readonly Planted[] = [
  {
    breaks: 'Q30: a dated lock is not gone early',
    file: `${domain}/lock.ts`,
    text: 'lock.until <= now)',
    instead: 'lock.until <= now + 500)',
  },
  {
    breaks: 'Q24: a lock never restricts its owner',
    file: `${domain}/lock.ts`,
    text: 'return owner !== undefined && owner !== asker;',
    instead: 'return owner !== undefined;',
    quick: true,
  },
  {
    breaks: 'Q25: get by id waits for a foreign read lock',
    file: `${domain}/lock.ts`,
    text: "get: { read: 'yes', write: 'if asked' },",
    instead: "get: { read: 'if asked', write: 'if asked' },",
  },
  {
    breaks: 'Q28: a search that asks for a write lock skips those with a foreign one',
    file: `${domain}/lock.ts`,
    text: "search: { read: 'yes', write: 'if asked' },",
    instead: "search: { read: 'yes', write: 'no' },",
  },
  {
    breaks: 'Q26: update waits for a foreign write lock',
    file: `${domain}/lock.ts`,
    text: "update: { read: 'if asked', write: 'yes' },",
    instead: "update: { read: 'if asked', write: 'if asked' },",
  },
  {
    breaks: 'Q41: delete waits for a foreign write lock',
    file: `${domain}/lock.ts`,
    text: "delete: { read: 'no', write: 'yes' },",
    instead: "delete: { read: 'no', write: 'no' },",
  },
  {
    breaks: 'Q29: a dated lock outlives its run',
    file: `${domain}/settle.ts`,
    text: ", 'undated');\n  if (kinds.length === 0) return;",
    instead: ", 'all');\n  if (kinds.length === 0) return;",
  },
  {
    breaks: 'Q29: the write lock of an ended run is released in the same transaction',
    file: `${domain}/settle.ts`,
    text: "eachOf(view, 'writeLockedOnlyBy', { writeOwner: owner }, (row) => release(view, ctx, row, run));",
    instead: '',
  },
  {
    breaks: 'Q16: a cancelled run costs no attempt',
    file: `${domain}/settle.ts`,
    text: "if (end === 'succeeded' || end === 'cancelled') return;",
    instead: "if (end === 'succeeded') return;",
  },
  {
    breaks: 'Q15: one failure is counted once per run and resource',
    file: `${domain}/attempts.ts`,
    text: 'if (hasFailed(view, row.id, by.run)) return',
    instead: 'if (hasFailed(view, row.id, by.run + 1)) return',
  },
  {
    breaks: 'Q18: at no attempt left it is `error` in the same transaction',
    file: `${domain}/attempts.ts`,
    text: 'exhausted: queue.attemptLimit > 0 && attemptsLeft === 0',
    instead: 'exhausted: queue.attemptLimit > 1 && attemptsLeft < 0',
    quick: true,
  },
  {
    breaks: 'Q21: `retry: false` goes to `error` at once',
    file: `${domain}/resource-fail.ts`,
    text: 'const final = exhausted || params.retry === false;',
    instead: 'const final = exhausted;',
  },
  {
    breaks: 'Q19: another limit holds for every live resource',
    file: `${domain}/queue-update.ts`,
    text: 'before.attemptsEpoch : before.attemptsEpoch + 1;',
    instead: 'before.attemptsEpoch : before.attemptsEpoch;',
  },
  {
    breaks: 'Q11: an `error` is hidden from robots',
    file: `${domain}/resource.ts`,
    text: "(status === 'new' || status === 'in_progress' ? 1 : 0)",
    instead: "(status !== 'processed' ? 1 : 0)",
  },
  {
    breaks: 'Q36: marking processed releases all of the run’s locks, dated ones too',
    file: `${domain}/resource-processed.ts`,
    text: "heldKinds(row, one, 'all')",
    instead: "heldKinds(row, one, 'undated')",
  },
  {
    breaks: 'Q36: marking processed succeeds early when somebody else did it during the wait',
    file: `${domain}/resource-processed.ts`,
    text: 'if (ctx.waited) {',
    instead: 'if (!ctx.waited) {',
  },
  {
    breaks: 'Q33: unlocking what is foreign is refused and touches nothing',
    file: `${domain}/resource-lock.ts`,
    text: 'if (!lock || mine.includes(lock.owner)) continue;',
    instead: "if (kind === 'write' || !lock || mine.includes(lock.owner)) continue;",
  },
  {
    breaks: 'Q37: `tags` matches if it has at least one',
    file: `${domain}/resource-filter.ts`,
    text: 'tags.some((tag) => row.tags.includes(tag))',
    instead: 'tags.every((tag) => row.tags.includes(tag))',
    quick: true,
  },
  {
    breaks: 'Q37: of equal priority the oldest comes first',
    file: `${domain}/pick.ts`,
    text: "  ['priority', 'desc'],\n  ['id', 'asc'],",
    instead: "  ['priority', 'desc'],\n  ['id', 'desc'],",
  },
  {
    breaks: 'Q38: `exactly` takes all or nothing',
    file: `${domain}/resource-get-many.ts`,
    text: '{ least: count.exactly, most: count.exactly }',
    instead: '{ least: 1, most: count.exactly }',
  },
  {
    breaks: 'Q40: the key of a finished resource is free again',
    file: `${domain}/resource-key.ts`,
    text: 'if (owner === row.id) view.drop',
    instead: "if (owner === '') view.drop",
  },
  {
    breaks: 'Q43: a deferral restricts the run that said it as well',
    file: `${domain}/resource-defer.ts`,
    text: '...lockedColumns({ owner: deferral, lock',
    instead: '...lockedColumns({ owner, lock',
  },
  {
    breaks: 'Q34: a user who clears the date of a robot’s lock becomes its owner',
    file: `${domain}/resource-change.ts`,
    text: 'return lock === undefined || lock.until !== (wanted === true ? 0 : wanted.until);',
    instead: 'return lock === undefined;',
  },
  {
    breaks: 'Q20: a user moving `error` to `new` gives all attempts again',
    file: `${domain}/attempts.ts`,
    text: "(before.status === 'error' || attemptsEpoch",
    instead: '(attemptsEpoch',
  },
  {
    breaks: 'Q32: who waits for a lock is woken when it goes',
    file: `${domain}/resource.ts`,
    text: 'if (lockWent || status',
    instead: 'if (status',
    quick: true,
  },
  {
    breaks: 'Q32: those who wait are served in the order in which they came',
    file: 'coordinator/pass.ts',
    text: 'lane.at.order < first.at!.order',
    instead: 'lane.at.order > first.at!.order',
  },
  {
    breaks: 'Q32: nobody who came later is faster',
    file: 'coordinator/standing.ts',
    text: 'while (ahead && ahead.order > stander.order) ahead = ahead.ahead;',
    instead: 'while (ahead && ahead.order < stander.order) ahead = ahead.ahead;',
  },
  {
    breaks: 'Q30: a dated lock is removed at its date, and who waits for it is served',
    file: 'coordinator/chores.ts',
    text: 'if (result.next !== undefined) this.at(chore, result.next);',
    instead: '',
  },
  {
    breaks: 'S10: a request that is said again gets the first answer',
    file: 'coordinator/store/receipts.ts',
    text: 'return this.own.get(receipt) ?? this.before(receipt);',
    instead: 'return this.own.get(receipt);',
  },
  {
    breaks: 'S9: an effect that was begun and not said done is not done again by itself',
    file: `${domain}/effect.ts`,
    text: 'if (known && params.again !== true) unknown(known, queue);',
    instead: '',
  },
  {
    breaks: 'Q50: a launch condition starts a job when so many wait, not only when there are more',
    file: `${domain}/condition-wanted.ts`,
    text: 'if (counted < row.minWaiting) return 0;',
    instead: 'if (counted <= row.minWaiting) return 0;',
  },
  {
    breaks: 'Q37: what got a tag, or is unlocked again, is found by its tags',
    file: `${domain}/resource.ts`,
    text: 'settleTags(view, before, after);',
    instead: '',
  },
  {
    breaks: 'Q36: what somebody else has write-locked is not marked along with others',
    file: `${domain}/resource-processed.ts`,
    text: "row.live === 0 || stoppedBy(row, 'markProcessed', asker)",
    instead: 'row.live === 0',
  },
  {
    breaks: 'Q28: a row on its way to the tables is read once, as it is now',
    file: 'coordinator/store/sqlite/rows.ts',
    text: 'if (!this.#overlay.has(search.table, one.id)) rows.push(whole(one));',
    instead: 'rows.push(whole(one));',
  },
  {
    breaks: 'Q28: a walk that is kept in memory follows every commit',
    file: 'coordinator/store/kept-walks.ts',
    text: 'for (const [id, row] of rows) this.#changed(kept, id, row);',
    instead: '',
  },
  {
    breaks: 'P2: what several commits say of a row comes into the tables as the last of them says',
    file: 'coordinator/store/sqlite/applier.ts',
    text: "if (!before || next.how !== 'part') rows.set(next.id, next);",
    instead: 'if (!before) rows.set(next.id, next);',
  },
];
