/** Looks for a secret in everything below a folder, in every form in which it could have got there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written forms: as it is, as JSON, for addresses, in hexadecimal, in base64 at every alignment. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
  const urls = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    ...base64,
    ...urls,
  ];
}

/** `file: form` wherever one of the forms stands. */
export function foundBelow(folder: string, secret: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    return formsOf(secret).flatMap((form) => (content.includes(form) ? [`${path}: ${form}`] : []));
  });
}
