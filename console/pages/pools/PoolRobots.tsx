/** Which robots are in a pool (J10): joins and leaves what was changed; runs that are on go on. */
import { MultiSelect } from '@mantine/core';
import type { PoolView } from '../../../protocol/shapes-fleet.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

export function PoolRobots({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const robots = useVerb('robot.list', {}, { topics: ['robots'] });
  const before = pool.robots;
  const saving = useSaving({
    initial: { robots: before },
    save: async ({ robots: wanted }) => {
      const [joined, left] = [without(wanted, before), without(before, wanted)];
      for (const robot of joined) await call('pool.join', { pool: pool.name, robot });
      for (const robot of left) await call('pool.leave', { pool: pool.name, robot });
      return { joined: joined.length, left: left.length };
    },
    onSaved: (changed) => {
      sayDone(t('pool.robotsSaved', { pool: visible(pool.name), ...changed }));
      onClose();
    },
    fieldOf: () => 'robots',
  });
  return (
    <FormDialog
      title={t('pool.robotsTitle', { pool: visible(pool.name) })}
      saving={saving}
      save={t('form.save')}
      onClose={onClose}
    >
      <MultiSelect
        label={t('pools.robots')}
        description={t('robot.poolsRule')}
        data={(robots.data?.items ?? []).map((robot) => ({ value: robot.name, label: visible(robot.name) }))}
        searchable
        hidePickedOptions
        openOnFocus={false}
        data-autofocus
        nothingFoundMessage={t('filter.nothing')}
        {...saving.form.getInputProps('robots')}
      />
    </FormDialog>
  );
}

const without = (names: string[], others: string[]): string[] => names.filter((name) => !others.includes(name));
