/** The filter of resources beyond status and text: tags, key, author, locks, ranges of priority and time. */
import { Button, Group, NumberInput, Popover, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { InstantField } from '../../parts/InstantField.tsx';
import { TagsField } from '../../parts/TagsField.tsx';
import { type MoreFilter, noMore, saysHowMany } from './filter.ts';

interface Props {
  value: MoreFilter;
  onChange: (value: MoreFilter) => void;
}

export function FilterButton({ value, onChange }: Props) {
  const [opened, setOpened] = useState(false);
  const n = saysHowMany(value);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={720}
      trapFocus
      withinPortal
      shadow="lg"
    >
      <Popover.Target>
        <Button
          variant={n > 0 ? 'light' : 'default'}
          size="xs"
          leftSection={<IconFilter size={15} aria-hidden />}
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
        >
          {n > 0 ? t('filter.buttonOf', { n }) : t('filter.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('filter.title')}>
        {opened && (
          <FilterForm
            value={value}
            onApply={(next) => {
              onChange(next);
              setOpened(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterForm({ value, onApply }: { value: MoreFilter; onApply: (value: MoreFilter) => void }) {
  const [draft, setDraft] = useState(value);
  const set = (change: Partial<MoreFilter>) => setDraft({ ...draft, ...change });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft);
      }}
    >
      <Stack gap="sm">
        <TagsField
          label={t('resource.tags')}
          description={t('filter.tagsSay')}
          value={draft.tags}
          onChange={(tags) => set({ tags })}
          comboboxProps={{ withinPortal: false }}
        />
        <SimpleGrid cols={4} spacing="sm">
          {(['key', 'author', 'editor'] as const).map((name) => (
            <TextInput
              key={name}
              label={t(`resource.${name}`)}
              value={draft[name]}
              onChange={(e) => set({ [name]: e.currentTarget.value })}
            />
          ))}
          <Locked value={draft.locked} onChange={(locked) => set({ locked })} />
        </SimpleGrid>
        <Ranges draft={draft} set={set} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={() => onApply(noMore)}>
            {t('filter.clear')}
          </Button>
          <Button type="submit" size="xs">
            {t('filter.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Locked({ value, onChange }: { value: boolean | undefined; onChange: (value: boolean | undefined) => void }) {
  return (
    <Select
      label={t('resource.locks')}
      placeholder={t('filter.anyLock')}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      comboboxProps={{ withinPortal: false }}
      data={[
        { value: 'true', label: t('filter.locked') },
        { value: 'false', label: t('filter.unlocked') },
      ]}
      value={value === undefined ? null : String(value)}
      onChange={(text) => onChange(text === null ? undefined : text === 'true')}
    />
  );
}

function Ranges({ draft, set }: { draft: MoreFilter; set: (change: Partial<MoreFilter>) => void }) {
  const whole = (name: 'priorityFrom' | 'priorityTo') => ({
    value: draft[name] ?? '',
    min: 0,
    allowDecimal: false,
    hideControls: true,
    onChange: (n: number | string) => set({ [name]: typeof n === 'number' ? n : undefined }),
  });
  const instant = (name: 'createdFrom' | 'createdTo' | 'updatedFrom' | 'updatedTo') => ({
    value: draft[name],
    inPlace: true,
    onChange: (at: number | undefined) => set({ [name]: at }),
  });
  return (
    <SimpleGrid cols={4} spacing="sm">
      <NumberInput label={t('filter.priorityFrom')} {...whole('priorityFrom')} />
      <NumberInput label={t('filter.priorityTo')} {...whole('priorityTo')} />
      <InstantField label={t('filter.createdFrom')} {...instant('createdFrom')} />
      <InstantField label={t('filter.createdTo')} {...instant('createdTo')} />
      <InstantField label={t('filter.updatedFrom')} {...instant('updatedFrom')} />
      <InstantField label={t('filter.updatedTo')} {...instant('updatedTo')} />
    </SimpleGrid>
  );
}
