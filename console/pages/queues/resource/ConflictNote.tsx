/** At a field that was edited here and changed by somebody else meanwhile: what it is now, and whose shall stand. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import { visible } from '../../../show/visible.ts';
import type { Field } from './edits.ts';
import type { Editing } from './useEdits.ts';

interface Props {
  editing: Editing;
  field: Field;
  /** What the field is now, in words. */
  theirs: string;
}

export function ConflictNote({ editing, field, theirs }: Props) {
  if (!editing.isConflict(field)) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconGitMerge size={18} aria-hidden />} p="xs" role="alert">
      <Text size="sm" className="breaks">
        {t('edit.theirs', { who: visible(editing.now.editor.name), value: theirs })}
      </Text>
      <Group gap="xs" mt={6}>
        <Button size="compact-xs" variant="default" onClick={() => editing.keepMine(field)}>
          {t('edit.keepMine')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => editing.takeTheirs(field)}>
          {t('edit.takeTheirs')}
        </Button>
      </Group>
    </Alert>
  );
}
