/** A new pool, with its first robots. */
import { MultiSelect, TextInput } from '@mantine/core';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';

export function CreatePool({ onClose }: { onClose: () => void }) {
  const robots = useVerb('robot.list', {}, { topics: ['robots'] });
  const saving = useSaving({
    initial: { name: '', robots: [] as string[] },
    draft: 'pool',
    check: ({ name }) => ({ name: name.trim() === '' ? t('pool.nameNeeded') : undefined }),
    save: async ({ name, robots: first }) => {
      const pool = await call('pool.create', { name: name.trim() });
      for (const robot of first) await call('pool.join', { pool: pool.name, robot });
      return pool;
    },
    onSaved: (pool) => {
      sayDone(t('pool.created', { pool: visible(pool.name) }));
      onClose();
      goTo(to.pool(pool.name));
    },
  });
  return (
    <FormDialog title={t('pools.create')} saving={saving} save={t('form.create')} onClose={onClose}>
      <TextInput
        label={t('pool.name')}
        description={t('pool.nameRule')}
        required
        maxLength={60}
        data-autofocus
        {...saving.form.getInputProps('name')}
      />
      <MultiSelect
        label={t('pools.robots')}
        description={t('pool.robotsRule')}
        data={(robots.data?.items ?? []).map((robot) => ({ value: robot.name, label: visible(robot.name) }))}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('filter.nothing')}
        {...saving.form.getInputProps('robots')}
      />
    </FormDialog>
  );
}
