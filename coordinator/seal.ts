/**
 * How a secret is sealed (X6): AES-256-GCM by a data key of its own, which is wrapped the same way by a master key. What it
 * belongs to is authenticated with it, so that a ciphertext put in the place of another opens nowhere.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedText } from '../protocol/shapes-asset.ts';
import { randomId } from './ids.ts';
import type { MasterKey } from './master-keys.ts';

const DATA_KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

type Place = Pick<SealedText, 'id' | 'owner'>;
const textPlace = ({ id, owner }: Place) => `text\0${id}\0${owner}`;
const keyPlace = ({ id, owner }: Place) => `key\0${id}\0${owner}`;

export function seal(plain: string, owner: string, master: MasterKey): SealedText {
  const place = { id: randomId('x'), owner };
  const dataKey = randomBytes(DATA_KEY_BYTES);
  return {
    ...place,
    key: master.id,
    wrapped: encrypted(dataKey, master.bytes, keyPlace(place)),
    text: encrypted(Buffer.from(plain), dataKey, textPlace(place)),
  };
}

/** Throws when it was changed, belongs elsewhere, or was sealed by another key. */
export function unseal(sealed: SealedText, master: MasterKey): string {
  const dataKey = decrypted(sealed.wrapped, master.bytes, keyPlace(sealed));
  return decrypted(sealed.text, dataKey, textPlace(sealed)).toString('utf8');
}

/** The data key, wrapped by another master key: the text stays as it is. */
export function rewrap(sealed: SealedText, from: MasterKey, to: MasterKey): string {
  return encrypted(decrypted(sealed.wrapped, from.bytes, keyPlace(sealed)), to.bytes, keyPlace(sealed));
}

/** Initialization vector, tag and ciphertext, base64url. */
function encrypted(plain: Buffer, key: Buffer, place: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

function decrypted(sealed: string, key: Buffer, place: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  const [iv, tag, text] = [
    bytes.subarray(0, IV_BYTES),
    bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
    bytes.subarray(IV_BYTES + TAG_BYTES),
  ];
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]);
}
