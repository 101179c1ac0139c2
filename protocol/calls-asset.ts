/** Verbs about assets (J6, J7, X6, S6): kept values and secrets that runs get; and about the key that seals the secrets. */
import { z } from 'zod';
import { AssetDescription, AssetValue, Count, Id, JsonValue, Name } from './fields.ts';
import { flag, listing, listOf } from './listing.ts';
import { AssetType, AssetView, SealedText } from './shapes-asset.ts';
import { many } from './shapes-bulk.ts';
import { Nothing, read, service, write } from './verb.ts';

const people = ['person'] as const;
const system = ['system'] as const;

/** What is kept of a value: all of it, or of a secret what everybody may see, and the sealed rest. */
const kept = { value: JsonValue, sealed: SealedText.optional() };
const taken = { name: z.string(), type: AssetType, secret: z.boolean() };

export const callsAsset = {
  'asset.list': read({
    who: people,
    params: {
      ...listing(['name', 'created', 'type']),
      type: many(AssetType, 5).optional(),
      secret: flag.optional(),
    },
    result: listOf(AssetView),
    http: 'GET /assets',
    says: 'Assets with what uses them; of secrets never the value.',
  }),
  'asset.show': read({
    who: people,
    params: { asset: Name },
    result: AssetView,
    http: 'GET /assets/:asset',
    says: 'One asset; of a secret never the value.',
  }),
  'asset.create': service({
    who: people,
    role: 'developer',
    params: {
      name: Name,
      /** Fixed for good. */
      type: AssetType,
      /** Of a credential `{user, secret}`. */
      value: AssetValue,
      /** Credentials always are; a text may be. Fixed for good. */
      secret: z.boolean().optional(),
      description: AssetDescription.optional(),
    },
    result: AssetView,
    http: 'POST /assets',
    says: 'Create an asset (J6); a secret is sealed before it is kept.',
  }),
  'asset.set': service({
    who: people,
    role: 'developer',
    params: {
      asset: Name,
      value: AssetValue,
      /** This robot’s own value; absent = that of all others. */
      robot: Name.optional(),
    },
    result: AssetView,
    http: 'PUT /assets/:asset/value',
    says: 'Give an asset another value, or one robot a value of its own; runs take it at their next start (J7).',
  }),
  'asset.unset': write({
    who: people,
    role: 'developer',
    params: { asset: Name, robot: Name },
    result: AssetView,
    http: 'DELETE /assets/:asset/robots/:robot',
    says: 'Take a robot’s own value away: it gets that of all others again.',
  }),
  'asset.update': write({
    who: people,
    role: 'developer',
    params: { asset: Name, name: Name.optional(), description: AssetDescription.optional() },
    result: AssetView,
    http: 'PATCH /assets/:asset',
    says: 'Rename or describe an asset; what is bound to it stays bound.',
  }),
  'asset.delete': write({
    who: people,
    role: 'developer',
    params: { asset: Name, force: z.stringbool().or(z.boolean()).optional() },
    result: Nothing,
    http: 'DELETE /assets/:asset',
    says: 'Delete an asset with all its values; refused while a deployment uses it unless forced.',
  }),
  'key.rotate': service({
    who: people,
    role: 'admin',
    params: {
      /** The key of the sealed values is gone for good: begin with a new one; they must be set anew. */
      lost: z.boolean().optional(),
    },
    result: z.strictObject({ key: z.string(), rewrapped: Count }),
    http: 'POST /key/rotate',
    says: 'Make a new master key and wrap the data keys of all secrets by it (X6).',
  }),

  'asset.read': service({
    who: ['script'],
    params: { asset: Name },
    result: z.strictObject({ ...taken, value: JsonValue }),
    says: 'The value of an asset for a run whose deployment binds or allows it (S6).',
  }),

  'asset.created': write({
    who: system,
    params: { id: Id, ...taken, name: Name, description: AssetDescription, ...kept, user: Id },
    result: AssetView,
    says: 'An asset whose value was checked and, if it is secret, sealed.',
  }),
  'asset.valueSet': write({
    who: system,
    params: { asset: Id, /** '' = the value of all others. */ robot: z.string().max(64), ...kept, user: Id },
    result: AssetView,
    says: 'Another value of an asset, checked and, if it is secret, sealed.',
  }),
  'asset.taken': write({
    who: system,
    params: { run: Id, epoch: Count, asset: Name },
    result: z.strictObject({ ...taken, ...kept }),
    says: 'A run reads an asset: may it? The answer is still sealed.',
  }),
  'key.chosen': write({
    who: system,
    params: { key: z.string().max(40) },
    result: Nothing,
    says: 'From now on secrets are sealed under this master key and no other.',
  }),
  'secret.requestKey': write({
    who: system,
    params: {
      sealed: SealedText,
      /** The one that cannot be opened any more, '' = there is none. */ replaces: z.string(),
    },
    result: z.strictObject({ sealed: SealedText }),
    says: 'The key by which repeated requests with credentials are known again (S10): this one, or the one that was there first.',
  }),
  'secret.rewrapped': write({
    who: system,
    params: { items: z.array(z.strictObject({ id: Id, from: z.string(), key: z.string(), wrapped: z.string() })) },
    result: z.strictObject({ rewrapped: Count }),
    says: 'Data keys of some secrets, wrapped by the new master key.',
  }),
};
