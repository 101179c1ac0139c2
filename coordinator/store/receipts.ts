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

/** A client's answers that lie in one pack, in the order in which they were given. */
interface Part {
  pack: number;
  numbers: string[];
  /** So many of them are forgotten. */
  gone: number;
}

interface Kept {
  /** Oldest first. */
  parts: Part[];
  size: number;
  /** The largest request number so far: clients count up, so a larger one was never answered. */
  highest: number;
}

export class Receipts {
  /** The client that was silent longest first. */
  private readonly clients = new Map<string, Kept>();
  /** How many clients have answers in a pack. */
  private readonly packs = new Map<number, number>();
  private count = 0;
  /** Packs of which nothing is kept any more, to be deleted. */
  private dead: number[] = [];
  /** Whoever spoke last mostly speaks again: then its name needs no look-up. */
  private latest: { prefix: string; client: string; kept: Kept } | undefined;

  /** The pack in which the answer lies, if it is kept. */
  find(receipt: string): number | undefined {
    const { kept, n } = this.look(receipt);
    if (!kept || Number(n) > kept.highest) return undefined;
    return kept.parts.find(({ numbers, gone }) => numbers.indexOf(n, gone) >= 0)?.pack;
  }

  /** The pack was committed; what it pushes out is forgotten. */
  keep(pack: number, receipts: readonly string[]): void {
    for (const receipt of receipts) {
      const { kept, n } = this.spoke(receipt);
      let part = kept.parts.at(-1);
      if (part?.pack !== pack) {
        part = { pack, numbers: [], gone: 0 };
        kept.parts.push(part);
        this.packs.set(pack, (this.packs.get(pack) ?? 0) + 1);
      }
      part.numbers.push(n);
      kept.highest = Math.max(kept.highest, Number(n) || 0);
      kept.size++;
      this.count++;
      if (kept.size > KEPT_OF_CLIENT) this.forget(kept);
    }
    while (this.count > KEPT_IN_ALL) this.forgetClient(this.clients.keys().next().value!);
  }

  /** The pack, older than all that are kept, is gone with its answers. */
  dropPack(pack: number, receipts: readonly string[]): void {
    for (const client of new Set(receipts.map((receipt) => split(receipt)[0]))) {
      const kept = this.clients.get(client);
      while (kept?.parts[0]?.pack === pack) this.forget(kept);
      if (kept?.size === 0) this.forgetClient(client);
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

  /** The answers of the receipt's client and the request's number. */
  private look(receipt: string): { client: string; kept: Kept | undefined; n: string } {
    const { latest } = this;
    if (latest && receipt.startsWith(latest.prefix)) {
      const n = receipt.slice(latest.prefix.length);
      if (!n.includes(':')) return { client: latest.client, kept: latest.kept, n }; // else its name only begins so
    }
    const [client, n] = split(receipt);
    return { client, kept: this.clients.get(client), n };
  }

  /** The same; the client is the one that spoke last now. */
  private spoke(receipt: string): { kept: Kept; n: string } {
    const { client, kept = { parts: [], size: 0, highest: 0 }, n } = this.look(receipt);
    if (this.latest?.kept !== kept) {
      this.clients.delete(client);
      this.clients.set(client, kept);
      this.latest = { prefix: `${client}:`, client, kept };
    }
    return { kept, n };
  }

  private forgetClient(client: string): void {
    const kept = this.clients.get(client)!;
    while (kept.size > 0) this.forget(kept);
    this.clients.delete(client);
    if (this.latest?.client === client) this.latest = undefined;
  }

  /** The oldest answer. */
  private forget(kept: Kept): void {
    const part = kept.parts[0]!;
    kept.size--;
    this.count--;
    if (++part.gone < part.numbers.length) return;
    kept.parts.shift();
    const left = this.packs.get(part.pack)! - 1;
    if (left > 0) this.packs.set(part.pack, left);
    else {
      this.packs.delete(part.pack);
      this.dead.push(part.pack);
    }
  }
}

/** A client's name may hold colons, a request's number does not. */
function split(receipt: string): [client: string, n: string] {
  const at = Math.max(0, receipt.lastIndexOf(':'));
  return [receipt.slice(0, at), receipt.slice(at + 1)];
}
