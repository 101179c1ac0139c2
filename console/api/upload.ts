/** Bytes that a person sends: a file's content as the body of a PUT, with how much of it is there already. */

import { GantryError } from '../../protocol/errors.ts';
import { API_PREFIX } from '../../protocol/route.ts';
import { t } from '../i18n/index.ts';
import { refusal } from './call.ts';

export interface Uploading {
  /** Called with the share that was sent, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal | undefined;
}

/** Rejects like `call`; `fetch` can't tell how far an upload is, so this is an XMLHttpRequest. */
export function upload<Answer>(path: string, body: Blob, { onProgress, signal }: Uploading = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = new XMLHttpRequest();
  request.open('PUT', API_PREFIX + path);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
  request.onload = () => {
    const answer = parsed(request.responseText);
    if (request.status >= 200 && request.status < 300) resolve(answer as Answer);
    else reject(refusal(request.status, answer));
  };
  request.onerror = () => reject(new GantryError('Unavailable', t('error.unreachable')));
  request.onabort = () => reject(signal?.reason);
  signal?.addEventListener('abort', () => request.abort(), { once: true });
  request.send(body);
  return promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not the coordinator's words: the status tells what to do
  }
}
