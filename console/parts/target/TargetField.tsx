/** A pool or named robots, with the state of each and whether it suits the package (J14, C8). */
import { Alert, Input, SegmentedControl, Select, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { Notice } from '../Notice.tsx';
import { Loading } from '../States.tsx';
import { RobotRows } from './RobotRows.tsx';
import type { Target } from './target.ts';
import { useRobots } from './useRobots.ts';
import './target.css';

interface Props {
  value: Target;
  onChange: (value: Target) => void;
  error?: ReactNode;
  /** Whose needs robots must suit; absent = not known yet. */
  package?: string | undefined;
  version?: string | undefined;
}

export function TargetField({ value, onChange, error, package: name, version }: Props) {
  const { robots, refused } = useRobots(name, version);
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('target.title')}
        value={value.kind}
        onChange={(kind) => onChange({ ...value, kind: kind as Target['kind'] })}
        data={[
          { value: 'pool', label: t('target.pool') },
          { value: 'robots', label: t('target.robots') },
        ]}
      />
      {refused && <Alert color="red">{told(refused)}</Alert>}
      {value.kind === 'pool' ? (
        <PoolChoice value={value} onChange={onChange} error={error} robots={robots} />
      ) : (
        <Input.Wrapper label={t('target.robots')} description={t('target.robotsRule')} error={error} labelElement="div">
          {robots ? (
            <RobotRows
              robots={robots}
              chosen={value.robots}
              onChoose={(chosen) => onChange({ ...value, robots: chosen })}
            />
          ) : (
            <Loading rows={3} />
          )}
        </Input.Wrapper>
      )}
    </Stack>
  );
}

interface PoolProps extends Pick<Props, 'value' | 'onChange' | 'error'> {
  robots: ReturnType<typeof useRobots>['robots'];
}

function PoolChoice({ value, onChange, error, robots }: PoolProps) {
  const pools = useVerb('pool.list', {}, { topics: ['robots'] });
  const pool = pools.data?.items.find((one) => one.name === value.pool);
  const members = pool && robots?.filter(({ robot }) => pool.robots.includes(robot.name));
  return (
    <>
      <Select
        label={t('job.pool')}
        description={t('target.poolRule')}
        placeholder={t('target.choosePool')}
        nothingFoundMessage={t('target.noPool')}
        searchable
        allowDeselect={false}
        error={error ?? (pools.error ? told(pools.error) : undefined)}
        data={(pools.data?.items ?? []).map(({ name }) => ({ value: name, label: visible(name) }))}
        value={value.pool}
        onChange={(pool) => onChange({ ...value, pool })}
      />
      {members && (members.length > 0 ? <RobotRows robots={members} /> : <EmptyPool />)}
    </>
  );
}

const EmptyPool = () => <Notice>{t('target.emptyPool')}</Notice>;
