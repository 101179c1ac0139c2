/** The asset that a parameter takes its value from: only those of its type can be chosen (J13). */
import { Select, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import type { AssetType, AssetView } from '../../../protocol/shapes-asset.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import { assetText } from './assetText.ts';
import type { Frame } from './ValueInput.tsx';

interface Props {
  frame: Frame;
  type: AssetType;
  asset: string | undefined;
  onChange: (asset: string) => void;
}

/** Options on screen at once; typing finds the others. */
const SHOWN = 100;

export function AssetChoice({ frame, type, asset, onChange }: Props) {
  const { data, error } = useVerb('asset.list', { type }, { topics: ['assets'] });
  const fitting = data?.items ?? [];
  const byName = new Map(fitting.map((one) => [one.name, one]));
  const names = fitting.map((one) => one.name);
  if (asset !== undefined && !byName.has(asset)) names.unshift(asset);
  return (
    <Select
      {...frame}
      error={frame.error ?? (error ? told(error) : undefined)}
      searchable
      limit={SHOWN}
      allowDeselect={false}
      leftSection={<IconLink size={15} aria-hidden />}
      placeholder={t('params.chooseAsset')}
      nothingFoundMessage={t(names.length === 0 ? 'params.noAsset' : 'params.noSuchAsset')}
      data={names.map((name) => ({ value: name, label: visible(name) }))}
      value={asset ?? null}
      onChange={(name) => name !== null && onChange(name)}
      renderOption={({ option }) => <Option name={option.value} asset={byName.get(option.value)} />}
    />
  );
}

function Option({ name, asset }: { name: string; asset: AssetView | undefined }) {
  return (
    <div className="asset-option">
      <Text size="sm" className="clip">
        {visible(name)}
      </Text>
      <Text size="xs" c="dimmed" className="clip">
        {asset ? assetText(asset) : t('params.assetGone')}
      </Text>
    </div>
  );
}
