/** How many resources have which status: a bar of proportions and the numbers. */
import type { ResourceStatus } from '../../../protocol/fields.ts';
import type { StatusCounts } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { toneOf } from '../../show/Badges.tsx';

export const statuses: ResourceStatus[] = ['new', 'in_progress', 'processed', 'error'];

export function Counts({ counts }: { counts: StatusCounts }) {
  return (
    <div className="status-counts">
      <div className="counts" aria-hidden>
        {statuses
          .filter((status) => counts[status] > 0)
          .map((status) => (
            <span key={status} className={`fill-${toneOf(status)}`} style={{ flexGrow: counts[status] }} />
          ))}
      </div>
      <div className="status-legend">
        {statuses.map((status) => (
          <span key={status} className={counts[status] > 0 ? '' : 'faint'}>
            <i className={`dot fill-${toneOf(status)}`} aria-hidden />
            {t(`resource.count.${status}`, { n: counts[status] })}
          </span>
        ))}
      </div>
    </div>
  );
}
