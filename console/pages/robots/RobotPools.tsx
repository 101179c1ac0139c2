/** Which pools a robot is in (J10): joins and leaves what was changed; its current run goes on. */
import { MultiSelect } from '@mantine/core';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import type { RobotDialogProps } from './RobotMenu.tsx';

export function RobotPools({ robot, onClose }: RobotDialogProps) {
  const pools = useVerb('pool.list', {}, { topics: ['robots'] });
  const saving = useSaving({
    initial: { pools: robot.pools },
    save: async ({ pools: wanted }) => {
      for (const pool of wanted.filter((name) => !robot.pools.includes(name)))
        await call('pool.join', { pool, robot: robot.name });
      for (const pool of robot.pools.filter((name) => !wanted.includes(name)))
        await call('pool.leave', { pool, robot: robot.name });
    },
    onSaved: () => {
      sayDone(t('robot.poolsSaved', { robot: visible(robot.name) }));
      onClose();
    },
    fieldOf: () => 'pools',
  });
  return (
    <FormDialog
      title={t('robot.poolsTitle', { robot: visible(robot.name) })}
      saving={saving}
      save={t('form.save')}
      onClose={onClose}
    >
      <MultiSelect
        label={t('robots.pools')}
        description={t('robot.poolsRule')}
        data={(pools.data?.items ?? []).map((pool) => ({ value: pool.name, label: visible(pool.name) }))}
        searchable
        hidePickedOptions
        openOnFocus={false}
        data-autofocus
        nothingFoundMessage={t('filter.nothing')}
        {...saving.form.getInputProps('pools')}
      />
    </FormDialog>
  );
}
