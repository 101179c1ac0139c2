/** Tags of a thing: a cross on each, more by typing; a tag that is too long is said, never cut (Q3). */
import { TagsInput, type TagsInputProps } from '@mantine/core';
import { MAX_TAG_CHARS } from '../../protocol/import-check.ts';
import { t } from '../i18n/index.ts';

interface Props extends Pick<TagsInputProps, 'label' | 'description' | 'comboboxProps' | 'placeholder' | 'disabled'> {
  value?: string[];
  onChange?: (value: string[]) => void;
  error?: string | undefined;
}

export const isLong = (tag: string): boolean => [...tag.trim()].length > MAX_TAG_CHARS;

/** What is wrong with tags, for the form that holds them. */
export function tagsWrong(tags: readonly string[]): string | undefined {
  const long = tags.find(isLong);
  return long === undefined ? undefined : t('tags.tooLong', { tag: long, max: MAX_TAG_CHARS });
}

export function TagsField({ value = [], onChange, error, ...rest }: Props) {
  return (
    <TagsInput
      {...rest}
      value={value}
      onChange={(tags) => onChange?.([...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))])}
      error={error ?? tagsWrong(value)}
      isDuplicate={(tag, others) => others.includes(tag.trim())}
      placeholder={value.length === 0 ? t('tags.add') : ''}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
    />
  );
}
