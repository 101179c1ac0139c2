/** The deployments that use an asset, and how: parameters that take it, scripts that may read it by name. */
import { List } from '@mantine/core';
import { Link } from 'wouter';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { clauses, listed } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';

export function UsedBy({ usedBy }: Pick<AssetView, 'usedBy'>) {
  return (
    <List size="sm" className="asset-users" listStyleType="none">
      {usedBy.map(({ deployment, params, allowed }) => (
        <List.Item key={deployment}>
          <Link href={to.deployment(deployment)} className="link">
            {visible(deployment)}
          </Link>{' '}
          <span className="faint small">
            {clauses([
              ...(params.length > 0 ? [t('assets.boundTo', { params: visible(listed(params)) })] : []),
              ...(allowed ? [t('assets.allowed')] : []),
            ])}
          </span>
        </List.Item>
      ))}
    </List>
  );
}
