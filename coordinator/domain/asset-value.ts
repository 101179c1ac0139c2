/** What the value of an asset must be, by its type (J6), and what of a secret one everybody may see. */
import { refuse } from '../../protocol/errors.ts';
import type { Json } from '../../protocol/fields.ts';
import { type Sentence, say } from '../../protocol/sentence.ts';
import type { AssetType } from '../../protocol/shapes-asset.ts';

/** The value, or a refusal that names the field `value` and never repeats what was sent: it may be a secret. */
export function checkAsset(type: AssetType, value: Json): Json {
  const wrong = (says: string | Sentence): never =>
    refuse('ValidationError', say`value: ${{ says }}`, { field: 'value' });
  if (type === 'credential') return checkCredential(value, wrong);
  if (type === 'text' && typeof value !== 'string') wrong(say`must be a text, not ${{ kind: kindOf(value) }}`);
  if (type === 'number' && typeof value !== 'number') wrong(say`must be a number, not ${{ kind: kindOf(value) }}`);
  if (type === 'boolean' && typeof value !== 'boolean')
    wrong(say`must be true or false, not ${{ kind: kindOf(value) }}`);
  if (value === '') wrong('must not be empty');
  return value;
}

function checkCredential(value: Json, wrong: (says: string | Sentence) => never): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong(say`must be a credential {"user": "…", "secret": "…"}, not ${{ kind: kindOf(value) }}`);
  const { user, secret, ...more } = value;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) wrong('a credential has a user and a secret and nothing else');
  if (typeof user !== 'string') wrong('user: must be a text');
  if (typeof secret !== 'string' || secret === '') wrong('secret: must be a text that is not empty');
  return { user: user as string, secret: secret as string };
}

/** Of a secret value nothing but a credential's user; any other value whole. */
export function openPart(type: AssetType, secret: boolean, value: Json): Json {
  if (!secret) return value;
  return type === 'credential' ? { user: (value as { user: string }).user } : null;
}

/** Is it secret? Credentials are, texts may be. */
export function isSecret(type: AssetType, said: boolean | undefined): boolean {
  if (type === 'credential' && said === false)
    return refuse('ValidationError', 'secret: a credential is always secret', { field: 'secret' });
  if (said && type !== 'credential' && type !== 'text')
    return refuse('ValidationError', say`secret: a ${{ type }} cannot be secret; keep it as a text or a credential`, {
      field: 'secret',
    });
  return type === 'credential' || said === true;
}

const kindOf = (value: Json) => (value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`);
