/** Robots that are gone: which, since when, and why. */
import { Link } from 'wouter';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Time } from '../../show/Time.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

export function GoneRobots({ gone: { total, robots } }: Pick<Overview, 'gone'>) {
  return (
    <Card
      title={t('overview.gone', { n: total })}
      side={
        <Link href={to.robots('offline')} className="link">
          {t('overview.allGone')}
        </Link>
      }
    >
      <ul className="list">
        {robots.map(({ name, because, becauseAs, seen }) => (
          <li key={name}>
            <div className="list-main">
              <Link href={to.robot(name)} className="link clip">
                {visible(name)}
              </Link>
              <div className="faint small breaks">{toldAs(because, becauseAs)}</div>
            </div>
            <span className="faint small">
              <Time at={seen} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
