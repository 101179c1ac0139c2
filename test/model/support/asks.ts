/** What the model test asks at random: few values, so that requests meet. `nth` and `{in}` become ids and dates when sent. */
import fc from 'fast-check';

export const QUEUES = ['Short', 'Endless'] as const;
export const queue = fc.constantFrom(...QUEUES);
export const nth = fc.nat({ max: 5 });
export const tag = fc.constantFrom('eu', 'us');
export const tags = fc.uniqueArray(tag, { maxLength: 2 });
export const priority = fc.nat({ max: 2 });
export const value = fc.oneof(fc.nat({ max: 9 }), fc.constant(null), fc.constant({ a: [1, 'ä'] }));
export const oneLock = fc.oneof(
  { weight: 3, arbitrary: fc.constant(true as const) },
  { weight: 2, arbitrary: fc.record({ in: fc.constantFrom(1, 700, 2_500) }) },
);
export const lock = fc.oneof(
  { weight: 3, arbitrary: fc.record({ read: oneLock, write: oneLock }) },
  { weight: 1, arbitrary: fc.record({ read: oneLock }) },
  { weight: 1, arbitrary: fc.record({ write: oneLock }) },
);
/** What robots mostly ask for: so that some who wait look for the same. */
export const usualLock = fc.constant({ read: true, write: true } as const);
export const timeout = fc.constantFrom(0, 0, 600, 2_500, -1, undefined);
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
export const range = fc.record({ from: maybe(fc.nat({ max: 2 })), to: maybe(fc.nat({ max: 2 })) });
export const filter = fc.record({
  tags: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tags }),
  allTags: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tags }),
  status: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('new', 'in_progress') },
  ),
  priority: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: range }),
  sort: maybe(fc.constantFrom('priority', 'oldest', 'newest')),
});
export const fresh = { value, tags: maybe(tags), priority: maybe(priority), key: maybe(fc.constantFrom('k1', 'k2')) };
export const item = fc.record({
  ...fresh,
  lock: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: lock }),
});

export const count = fc.constantFrom('all', { atMost: 2 }, { exactly: 1 }, { exactly: 2 }, { exactly: 3 });
