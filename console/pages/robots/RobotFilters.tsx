/** The bar over the list of robots. */
import { Button } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FilterMenu } from '../../parts/FilterMenu.tsx';
import { Search } from '../../parts/Search.tsx';
import { visible } from '../../show/visible.ts';
import { type RobotFilter, robotStates } from './filter.ts';

export function RobotFilters({ filter }: { filter: RobotFilter }) {
  const { chosen, choose, clear, filtered } = filter;
  const pools = useVerb('pool.list', { sort: 'name' }, { topics: ['robots'] }).data?.items ?? [];
  const labels = useVerb('robot.labels', {}, { topics: ['robots'] }).data?.items ?? [];
  const choices = (values: string[]) => values.map((value) => ({ value, label: visible(value) }));
  return (
    <search className="filters" aria-label={t('robots.filters')}>
      <FilterMenu
        label={t('robots.state')}
        choices={robotStates.map((state) => ({ value: state, label: t(`robot.state.${state}`) }))}
        chosen={chosen('state')}
        onChange={(values) => choose('state', values)}
      />
      <FilterMenu
        single
        label={t('robots.pool')}
        choices={choices(pools.map(({ name }) => name))}
        chosen={chosen('pool')}
        onChange={(values) => choose('pool', values)}
      />
      <FilterMenu
        single
        label={t('robots.label')}
        choices={choices(labels)}
        chosen={chosen('label')}
        onChange={(values) => choose('label', values)}
      />
      <Search label={t('robots.search')} />
      {filtered && (
        <Button variant="subtle" size="xs" onClick={clear}>
          {t('filter.clear')}
        </Button>
      )}
    </search>
  );
}
