/** A filter over a table's rows by one or several values of a kind: a button that says what is chosen, and a menu. */
import { Button, Checkbox, Combobox, Group, ScrollArea, TextInput, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../i18n/index.ts';

interface Choice {
  value: string;
  label: string;
}

interface Props {
  label: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  /** One value at most: choosing closes the menu. */
  single?: boolean;
}

/** Choices shown at once; the field above them finds the others. */
const MOST_SHOWN = 50;
/** From so many choices on there is a field to find one. */
const SEARCHED_FROM = 9;

export function FilterMenu({ label, choices, chosen, onChange, single = false }: Props) {
  const [text, setText] = useState('');
  const box = useCombobox({ onDropdownClose: () => setText('') });
  const submit = (value: string) => {
    const without = chosen.filter((one) => one !== value);
    onChange(chosen.includes(value) ? without : single ? [value] : [...chosen, value]);
    if (single) box.closeDropdown();
  };
  const found = choices.filter((choice) => choice.label.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <Combobox store={box} onOptionSubmit={submit} width={240} position="bottom-start" withinPortal>
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button
          variant="default"
          size="xs"
          className="filter"
          data-chosen={chosen.length > 0 || undefined}
          aria-haspopup="listbox"
          aria-expanded={box.dropdownOpened}
          rightSection={<IconChevronDown size={13} aria-hidden />}
          onClick={() => box.toggleDropdown()}
        >
          {saying(label, choices, chosen)}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {choices.length >= SEARCHED_FROM && (
          <Combobox.Search
            component={TextInput}
            aria-label={label}
            placeholder={t('filter.find')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <Combobox.Options aria-label={label}>
          <ScrollArea.Autosize mah={300} type="auto">
            {found.slice(0, MOST_SHOWN).map((choice) => (
              <Option key={choice.value} choice={choice} chosen={chosen.includes(choice.value)} />
            ))}
            {found.length === 0 && <Combobox.Empty>{t('filter.nothing')}</Combobox.Empty>}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Option({ choice, chosen }: { choice: Choice; chosen: boolean }) {
  return (
    <Combobox.Option value={choice.value} active={chosen} aria-selected={chosen}>
      <Group gap="xs" wrap="nowrap">
        <Checkbox.Indicator size="xs" checked={chosen} aria-hidden />
        <span className="clip">{choice.label}</span>
      </Group>
    </Combobox.Option>
  );
}

/** `State`, `State: Failed`, `State: 2`. */
function saying(label: string, choices: Choice[], chosen: string[]): string {
  if (chosen.length === 0) return label;
  const [first] = chosen;
  const shown = chosen.length > 1 ? String(chosen.length) : choices.find((c) => c.value === first)?.label;
  return t('filter.of', { label, chosen: shown ?? first! });
}
