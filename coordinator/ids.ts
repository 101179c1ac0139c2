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
 * when the clock was set back: within a boot the time never goes back, and boots differ. They sort by creation over boots,
 * too: the time begins at that of `newest`, the id that is known to have been made last. It is the store's `MakeIds`.
 */
export const makeIds = (boot: number, newest = '') => {
  const suffix = base36(boot % 36 ** BOOT_DIGITS, BOOT_DIGITS);
  let time = timeOf(newest);
  let number = NUMBERS; // whatever was made at that very time
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

/** ms since 1970 as an id without its prefix begins with; 0 when it is none of ours. */
function timeOf(id: string): number {
  const digits = /^[0-9a-z]{16,}$/.test(id) ? id.slice(0, TIME_DIGITS) : '0';
  return Number.parseInt(digits, 36);
}

/** A new secret, 256 bits, safe in addresses and headers. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** An id that no rule made: of what must have one before the writer has it. 96 random bits. */
export const randomId = (kind: string): string => `${kind}_${randomBytes(12).toString('hex')}`;

/** sha256 in hexadecimal: how tokens are kept and found (X2). */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
