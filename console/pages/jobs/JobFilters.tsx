/** The bar over the list of jobs: every filter of the coordinator's list, each in the address (C9). */
import { Button } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FilterMenu } from '../../parts/FilterMenu.tsx';
import { RangeFilter } from '../../parts/RangeFilter.tsx';
import { Search } from '../../parts/Search.tsx';
import { visible } from '../../show/visible.ts';
import { type JobFilter, jobSources, jobStates } from './filter.ts';

export function JobFilters({ filter }: { filter: JobFilter }) {
  const { chosen, choose } = filter;
  return (
    <search className="filters" aria-label={t('jobs.filters')}>
      <FilterMenu
        label={t('jobs.state')}
        choices={jobStates.map((state) => ({ value: state, label: t(`job.state.${state}`) }))}
        chosen={chosen('state')}
        onChange={(values) => choose('state', values)}
      />
      <FilterMenu
        label={t('jobs.source')}
        choices={jobSources.map((source) => ({ value: source, label: t(`job.source.${source}`) }))}
        chosen={chosen('source')}
        onChange={(values) => choose('source', values)}
      />
      <Named filter={filter} />
      <RangeFilter label={t('jobs.created')} {...filter.range} onChange={filter.setRange} />
      <Search label={t('jobs.search')} />
      {filter.filtered && (
        <Button variant="subtle" size="xs" onClick={filter.clear}>
          {t('filter.clear')}
        </Button>
      )}
    </search>
  );
}

/** Filters by the name of a thing; the names come when the page is there. */
function Named({ filter: { chosen, choose } }: { filter: JobFilter }) {
  const deployments = useVerb('deployment.list', {}).data?.items;
  const packages = useVerb('package.list', {}).data?.items;
  const robots = useVerb('robot.list', {}, { topics: ['robots'] }).data?.items;
  const pools = useVerb('pool.list', {}, { topics: ['robots'] }).data?.items;
  const menus = [
    ['deployment', t('jobs.deployment'), deployments],
    ['package', t('jobs.package'), packages],
    ['robot', t('jobs.robot'), robots],
    ['pool', t('job.pool'), pools],
  ] as const;
  return menus.map(([name, label, things]) => (
    <FilterMenu
      key={name}
      single
      label={label}
      choices={(things ?? []).map((thing) => ({ value: thing.name, label: visible(thing.name) }))}
      chosen={chosen(name)}
      onChange={(values) => choose(name, values)}
    />
  ));
}
