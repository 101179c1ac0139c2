/** The field that narrows a list by text; the text stands in the address, a moment after the last key. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useAddressQuery } from '../app/address.ts';
import { t } from '../i18n/index.ts';

/** ms after the last key. */
const PAUSE_MS = 250;

export function Search({ label, name = 'text' }: { label: string; name?: string }) {
  const [query, change] = useAddressQuery();
  const address = query.get(name) ?? '';
  const [text, setText] = useState(address);
  const sent = useRef(address);
  const look = useDebouncedCallback((value: string) => {
    sent.current = value;
    change({ [name]: value, after: undefined });
  }, PAUSE_MS);
  // The address changed by other hands: a filter was cleared, a link followed.
  useEffect(() => {
    if (address !== sent.current) setText(address);
    sent.current = address;
  }, [address]);
  const set = (value: string) => {
    setText(value);
    look(value);
  };
  return (
    <TextInput
      size="xs"
      w={200}
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="xs" aria-label={t('action.clear')} onClick={() => set('')} />}
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

/** The text by which a list is narrowed, as the address has it. */
export function useSearchText(name = 'text'): string | undefined {
  return useAddressQuery()[0].get(name) ?? undefined;
}
