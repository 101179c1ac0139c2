/** Files that the script attached (E16), to download. */
import type { ArtifactView } from '../../../protocol/shapes.ts';
import { contentOf } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { bytes, exact, position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { DeletePiece } from './DeletePiece.tsx';
import { Nothing } from './Nothing.tsx';

/** `ended`: the run is over, so that single files may go. */
export function Files({ files, ended }: { files: ArtifactView[]; ended: boolean }) {
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
          <span className="faint small">{stateOf(file)}</span>
          {ended && file.state !== 'deleted' && <DeletePiece artifact={file.id} name={file.name} />}
        </li>
      ))}
    </ul>
  );
}

/** How big it is, how far its upload has come, or when, why and by whom it was deleted. */
export function stateOf({ state, bytes: size, received, deleted, because, deletedBy }: ArtifactView): string {
  if (state === 'complete') return bytes(size);
  if (state === 'uploading') return t('file.uploading', { done: bytes(received), all: bytes(size) });
  const when = deleted ? exact(deleted) : '';
  if (deletedBy !== undefined) return t('file.deletedBy', { when, name: visible(deletedBy) });
  return t('file.deleted', { when, why: visible(because ?? '') });
}
