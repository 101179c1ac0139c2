/** What becomes of a run's video (E10): judged per run instance at its end. */
import type { RecordingMode } from '../../protocol/fields.ts';
import type { ExitRecord } from './exit-record.ts';

export type VideoFate = 'upload' | 'keep' | 'delete';

/** `lost` counts as failure; a cancelled run is neither success nor failure. */
export function videoFate(mode: RecordingMode, state: ExitRecord['state']): VideoFate {
  if (mode === 'always') return 'upload';
  if (mode === 'local') return 'keep';
  if (mode === 'on_success') return state === 'succeeded' ? 'upload' : 'delete';
  if (mode === 'on_failure') return state === 'failed' || state === 'lost' ? 'upload' : 'delete';
  return 'delete';
}

/** The same in words for a person; `says` is what the recorder said of itself. */
export function recordingSays(mode: RecordingMode, fate: VideoFate, hasVideo: boolean, says: string): string {
  if (!hasVideo) return says || (mode === 'never' ? 'not recorded: the deployment says never' : 'not recorded');
  if (fate === 'upload') return 'uploading';
  if (fate === 'keep') return 'kept on the agent';
  return `deleted: recorded ${mode === 'on_success' ? 'for success only' : 'for failure only'}`;
}
