/** Another value for an asset, or a value of its own for one robot. Runs take it at their next start (J7). */
import { Select, Text } from '@mantine/core';
import type { Json } from '../../../protocol/fields.ts';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { call } from '../../api/call.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { AssetValueField } from './AssetValueField.tsx';
import { checkValue, emptyValue } from './values.ts';

/** `all` = the value of all robots without one of their own; `robot` = that of one, chosen here when it has no name yet. */
export type Whose = { kind: 'all' } | { kind: 'robot'; robot?: string };

interface Props {
  asset: AssetView;
  whose: Whose;
  onClose: () => void;
}

interface Values {
  robot: string | null;
  value: Json | undefined;
}

export function SetValue({ asset, whose, onClose }: Props) {
  const saving = useSaving<Values, AssetView>({
    initial: { robot: whose.kind === 'robot' ? (whose.robot ?? null) : null, value: before(asset, whose) },
    check: ({ robot, value }) => ({
      robot: whose.kind === 'robot' && robot === null ? t('assets.robotMissing') : undefined,
      value: checkValue(asset.type, value),
    }),
    save: ({ robot, value = null }) =>
      call('asset.set', { asset: asset.name, value, ...(robot === null ? {} : { robot }) }),
    onSaved: () => {
      sayDone(t('assets.set', { asset: visible(asset.name) }));
      onClose();
    },
  });
  const robot = whose.kind === 'robot' ? whose.robot : undefined;
  return (
    <FormDialog title={titleOf(asset.name, whose, robot)} saving={saving} save={t('form.save')} onClose={onClose}>
      <Text size="sm" c="dimmed">
        {t(asset.secret ? 'assets.setSecretSays' : 'assets.setSays')}
      </Text>
      {whose.kind === 'robot' && robot === undefined && <RobotChoice asset={asset} saving={saving} />}
      <AssetValueField
        type={asset.type}
        secret={asset.secret}
        value={saving.form.values.value}
        error={saving.form.errors.value}
        onChange={(value) => saving.form.setFieldValue('value', value)}
      />
    </FormDialog>
  );
}

function titleOf(name: string, whose: Whose, robot: string | undefined): string {
  const asset = visible(name);
  if (whose.kind === 'all') return t('assets.setTitle', { asset });
  return robot === undefined
    ? t('assets.setForRobot', { asset })
    : t('assets.setOfRobot', { asset, robot: visible(robot) });
}

/** What is there already, so that it can be edited; of a secret nothing. */
function before(asset: AssetView, whose: Whose): Json | undefined {
  if (asset.secret) return undefined;
  if (whose.kind === 'all') return asset.value;
  const own = asset.robots.find(({ robot }) => robot === whose.robot);
  return own ? own.value : emptyValue(asset.type);
}

function RobotChoice({ asset, saving: { form } }: { asset: AssetView; saving: Saving<Values> }) {
  const { data } = useVerb('robot.list', {}, { topics: ['robots'] });
  const has = new Set(asset.robots.map(({ robot }) => robot));
  const names = (data?.items ?? []).map(({ name }) => name).filter((name) => !has.has(name));
  return (
    <Select
      label={t('jobs.robot')}
      placeholder={t('assets.chooseRobot')}
      nothingFoundMessage={t('assets.noRobot')}
      required
      searchable
      data-autofocus
      limit={100}
      data={names.map((name) => ({ value: name, label: visible(name) }))}
      {...form.getInputProps('robot')}
    />
  );
}
