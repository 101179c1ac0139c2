/** The first resources of a file as they will be added. */
import { Code, Stack, Text } from '@mantine/core';
import type { ImportItem } from '../../../../protocol/import-rows.ts';
import { t } from '../../../i18n/index.ts';
import { Tags } from '../../../parts/Who.tsx';
import { visible } from '../../../show/visible.ts';
import { clipped } from '../resource/words.ts';

export function Samples({ samples }: { samples: ImportItem[] }) {
  if (samples.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('addFile.samples')}
      </Text>
      {samples.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing but its place
        <div key={i} className="sample">
          <Code className="clip">{clipped(visible(JSON.stringify(item.value)))}</Code>
          <span className="sample-more">
            {item.key !== undefined && <span className="faint small">{visible(item.key)}</span>}
            {item.priority !== undefined && <span className="faint small">{item.priority}</span>}
            {item.tags && <Tags tags={item.tags} />}
          </span>
        </div>
      ))}
    </Stack>
  );
}
