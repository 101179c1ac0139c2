/** Narrowing the log: level, source, text. */
import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { LogLevel, LogSource } from '../../../../protocol/fields.ts';
import { t } from '../../../i18n/index.ts';
import type { Way } from '../useFind.ts';
import type { Filter } from './useLog.ts';

const levels: LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];
const sources: LogSource[] = ['system', 'script', 'stdout', 'stderr'];
/** ms of no typing before the search goes out. */
const TYPING_MS = 300;

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
  /** To the next match, or back. */
  onFind: (way: Way) => void;
}

export function LogFilter({ filter, onChange, onFind }: Props) {
  const [text, setText] = useState(filter.text);
  const search = useDebouncedCallback((typed: string) => onChange({ ...filter, text: typed.trim() }), TYPING_MS);
  const type = (typed: string) => {
    setText(typed);
    search(typed);
  };
  return (
    <Group gap={6} className="log-filter" wrap="nowrap">
      <TextInput
        size="xs"
        flex={1}
        type="search"
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        maxLength={200}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={text && <CloseButton size="xs" aria-label={t('log.clear')} onClick={() => type('')} />}
        value={text}
        onChange={(e) => type(e.currentTarget.value)}
        onKeyDown={(e) => e.key === 'Enter' && filter.text !== '' && onFind(e.shiftKey ? 'previous' : 'next')}
      />
      <Select
        size="xs"
        w={112}
        clearable
        aria-label={t('log.level')}
        placeholder={t('log.level')}
        data={levels.map((level) => ({ value: level, label: t(`log.level.${level}`) }))}
        value={filter.level ?? null}
        onChange={(level) => onChange({ ...filter, level: (level as LogLevel | null) ?? undefined })}
      />
      <Select
        size="xs"
        w={112}
        clearable
        aria-label={t('log.source')}
        placeholder={t('log.source')}
        data={sources.map((source) => ({ value: source, label: t(`log.source.${source}`) }))}
        value={filter.source ?? null}
        onChange={(source) => onChange({ ...filter, source: (source as LogSource | null) ?? undefined })}
      />
    </Group>
  );
}
