/** Identities and secrets: the coordinator's one source of randomness, and the hash under which secrets are kept. */
import { createHash, randomBytes } from 'node:crypto';

const TIME_DIGITS = 9;
/** Commands within one millisecond, four digits; when they are used up the ids' time runs a millisecond ahead. */
const NUMBERS = 36 ** 4;
const BOOT_DIGITS = 3;
const SECRET_BYTES = 32;

const base36 = (value: number, digits: number) => value.toString(36).padStart(digits, '0');

/** All texts of two digits: putting two together takes a tenth of the time that a conversion does. */
const PAIRS = Array.from({ length: 36 ** 2 }, (_, n) => base36(n, 2));

/** `value` below 36^4 in four digits. */
export const fourDigits = (value: number): string => PAIRS[Math.floor(value / 36 ** 2)]! + PAIRS[value % 36 ** 2]!;

/**
 * Ids as docs/architecture.md draws them: time, number of the command, boot, and (added per id) a counter. Unique also
 * when the clock was set back: within a boot the time never goes back, and boots differ. It is the store's `MakeIds`.
 */
export const makeIds = (boot: number) => {
  const suffix = base36(boot % 36 ** BOOT_DIGITS, BOOT_DIGITS);
  let time = 0;
  let number = 0;
  let timeText = base36(time, TIME_DIGITS);
  return {
    /** Start of the ids of one command; `now` in ms. */
    next(now: number): string {
      if (now <= time && ++number < NUMBERS) return timeText + fourDigits(number) + suffix;
      time = now > time ? now : time + 1;
      number = 0;
      timeText = base36(time, TIME_DIGITS);
      return timeText + fourDigits(number) + suffix;
    },
    token(): { secret: string; hash: string } {
      const secret = newSecret();
      return { secret, hash: hashOf(secret) };
    },
  };
};

/** A new secret, 256 bits, safe in addresses and headers. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** An id that no rule made: of what must have one before the writer has it. 96 random bits. */
export const randomId = (kind: string): string => `${kind}_${randomBytes(12).toString('hex')}`;

/** sha256 in hexadecimal: how tokens are kept and found (X2). */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
