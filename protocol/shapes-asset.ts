/** What assets are (J6), what a reader gets to see of them, and how a secret looks when it is sealed (X6). */
import { z } from 'zod';
import { Author, Count, Id, Instant, JsonValue } from './fields.ts';

export const AssetType = z.enum(['text', 'number', 'boolean', 'json', 'credential']);

/** A sealed text: what the database holds in place of a secret. Opened inside the coordinator alone. */
export const SealedText = z.strictObject({
  id: Id,
  /** What the secret belongs to: it opens there and nowhere else. */
  owner: z.string().max(200),
  /** Names the master key that wraps its data key. */
  key: z.string().max(40),
  /** Its data key, wrapped by the master key. */
  wrapped: z.string(),
  /** The text, encrypted by the data key. */
  text: z.string(),
});

const valueFields = {
  /** Absent when it is secret. */
  value: JsonValue.optional(),
  /** Of a credential: the user's name, which is no secret. */
  user: z.string().optional(),
  /** Counts the values that it has had. */
  version: Count,
  editor: Author,
  updated: Instant,
};

export const AssetView = z.strictObject({
  id: Id,
  name: z.string(),
  type: AssetType,
  secret: z.boolean(),
  description: z.string(),
  ...valueFields,
  /** Robots with a value of their own, which they get instead. */
  robots: z.array(z.strictObject({ robot: z.string(), ...valueFields })),
  /** Deployments that bind parameters to it, or whose runs may read it (`allowed`). */
  usedBy: z.array(z.strictObject({ deployment: z.string(), params: z.array(z.string()), allowed: z.boolean() })),
  author: Author,
  created: Instant,
});

export type AssetType = z.output<typeof AssetType>;
export type SealedText = z.output<typeof SealedText>;
export type AssetView = z.output<typeof AssetView>;
