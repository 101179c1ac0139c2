/** The screenshot of the moment: the last one that was taken by then. */
import type { ArtifactView } from '../../../../protocol/shapes.ts';
import { contentOf } from '../../../api/call.ts';
import { visible } from '../../../show/visible.ts';
import { type Timeline, useTimeline } from './timeline.ts';

export function Still({ shots, timeline }: { shots: ArtifactView[]; timeline: Timeline }) {
  const { ms } = useTimeline(timeline);
  const shot = shots.findLast((s) => s.atMs <= ms) ?? shots[0]!;
  return <img src={contentOf(shot.id)} alt={visible(shot.label || shot.name)} />;
}
