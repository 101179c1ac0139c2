/**
 * Which answers are still kept for a repetition (S10), and where. Numbers only: the answers themselves lie in packs, one
 * or a few for each commit, and are read when somebody asks again. Knows nothing about SQL.
 */
import { MAX_OPEN_REQUESTS } from '../../protocol/version.ts';

/**
 * Answers kept of one client. A client has at most MAX_OPEN_REQUESTS requests on their way and gets its answers in
 * order, so only its last MAX_OPEN_REQUESTS answers can be unknown to it.
 */
export const KEPT_OF_CLIENT = MAX_OPEN_REQUESTS + 48;
/** Answers kept of all clients; beyond it those of the client that was silent longest are forgotten (some 60 bytes each). */
const KEPT_IN_ALL = 2_000_000;
/** Answers of one pack at most, and characters after which a new one is begun: reading one answer stays cheap. */
const PACK_ANSWERS = 512;
const PACK_CHARS = 256 * 1024;

/** A client's answer, as it goes into a pack. */
export interface Answer {
  /** `client:n`. */
  receipt: string;
  /** The answer as JSON. */
  text: string;
}

/** The answers of one batch over those of the batches before it. */
export class BatchAnswers {
  /** Oldest first. */
  readonly given: Answer[] = [];
  private readonly own = new Map<string, string>();
  private readonly before: (receipt: string) => string | undefined;

  /** `before` reads what was answered in earlier batches. */
  constructor(before: (receipt: string) => string | undefined) {
    this.before = before;
  }

  /** The first answer to this request as JSON, if it had an effect and is kept. */
  said(receipt: string): string | undefined {
    return this.own.get(receipt) ?? this.before(receipt);
  }

  give(receipt: string, text: string): void {
    this.own.set(receipt, text);
    this.given.push({ receipt, text });
  }
}

/** Cuts the answers of a commit into packs. */
export function packed(answers: readonly Answer[]): Answer[][] {
  const packs: Answer[][] = [];
  let chars = Number.POSITIVE_INFINITY;
  for (const answer of answers) {
    if (chars >= PACK_CHARS || packs.at(-1)!.length >= PACK_ANSWERS) {
      packs.push([]);
      chars = 0;
    }
    packs.at(-1)!.push(answer);
    chars += answer.text.length;
  }
  return packs;
}

/** Request number → place; the oldest answer first. */
type Kept = Map<string, number>;

export class Receipts {
  /** The client that was silent longest first. */
  private readonly clients = new Map<string, Kept>();
  /** How many answers of a pack are still kept. */
  private readonly packs = new Map<number, number>();
  private count = 0;
  /** Packs of which nothing is kept any more, to be deleted. */
  private dead: number[] = [];
  private latest: { client: string; kept: Kept } | undefined;

  /** Where the answer lies, if it is kept. */
  find(receipt: string): { pack: number; index: number } | undefined {
    const [client, n] = split(receipt);
    const place = this.clients.get(client)?.get(n);
    return place === undefined ? undefined : { pack: Math.floor(place / PACK_ANSWERS), index: place % PACK_ANSWERS };
  }

  /** The pack was committed; what it pushes out is forgotten. */
  keep(pack: number, receipts: readonly string[]): void {
    this.packs.set(pack, receipts.length);
    for (const [index, receipt] of receipts.entries()) {
      const [client, n] = split(receipt);
      const kept = this.spoke(client);
      kept.set(n, pack * PACK_ANSWERS + index);
      this.count++;
      if (kept.size > KEPT_OF_CLIENT) this.forget(kept, kept.keys().next().value!);
    }
    while (this.count > KEPT_IN_ALL) this.forgetClient(this.clients.keys().next().value!);
  }

  /** The pack is gone with all its answers. */
  dropPack(pack: number, receipts: readonly string[]): void {
    for (const [index, receipt] of receipts.entries()) {
      const [client, n] = split(receipt);
      const kept = this.clients.get(client);
      if (kept?.get(n) !== pack * PACK_ANSWERS + index) continue;
      this.forget(kept, n);
      if (kept.size === 0) this.forgetClient(client);
    }
    this.dead = this.dead.filter((one) => one !== pack);
  }

  /** At most `limit` packs that nobody needs; they are listed until `deleted`. */
  deadPacks(limit: number): number[] {
    return this.dead.slice(0, limit);
  }

  deleted(packs: readonly number[]): void {
    this.dead.splice(0, packs.length);
  }

  /** The client's answers; it is the one that spoke last now. */
  private spoke(client: string): Kept {
    if (this.latest?.client === client) return this.latest.kept;
    const kept: Kept = this.clients.get(client) ?? new Map();
    this.clients.delete(client);
    this.clients.set(client, kept);
    this.latest = { client, kept };
    return kept;
  }

  private forgetClient(client: string): void {
    const kept = this.clients.get(client)!;
    for (const n of [...kept.keys()]) this.forget(kept, n);
    this.clients.delete(client);
    if (this.latest?.client === client) this.latest = undefined;
  }

  private forget(kept: Kept, n: string): void {
    const pack = Math.floor(kept.get(n)! / PACK_ANSWERS);
    kept.delete(n);
    this.count--;
    const left = this.packs.get(pack)! - 1;
    if (left > 0) this.packs.set(pack, left);
    else {
      this.packs.delete(pack);
      this.dead.push(pack);
    }
  }
}

/** A client's name may hold colons, a request's number does not. */
function split(receipt: string): [client: string, n: string] {
  const at = Math.max(0, receipt.lastIndexOf(':'));
  return [receipt.slice(0, at), receipt.slice(at + 1)];
}
