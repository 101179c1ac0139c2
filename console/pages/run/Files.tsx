/** Files that the script attached (E16), to download. */
import type { ArtifactView } from '../../../protocol/shapes.ts';
import { contentOf } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { bytes, position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Nothing } from './Nothing.tsx';

export function Files({ files }: { files: ArtifactView[] }) {
  if (files.length === 0) return <Nothing>{t('run.noFiles')}</Nothing>;
  return (
    <ul className="moments">
      {files.map((file) => (
        <li key={file.id} className="moment">
          <span className="moment-at">{position(file.atMs, false)}</span>
          <span className="moment-text">
            {file.state === 'complete' ? (
              <a className="link" href={contentOf(file.id)} download={file.name}>
                {visible(file.name)}
              </a>
            ) : (
              visible(file.name)
            )}
          </span>
          <span className="faint small">
            {file.state === 'complete'
              ? bytes(file.bytes)
              : t('file.uploading', { done: bytes(file.received), all: bytes(file.bytes) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
