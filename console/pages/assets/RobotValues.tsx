/** Robots with a value of their own, which they get instead of the one of all others. */
import { ActionIcon, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconForms, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AssetView } from '../../../protocol/shapes-asset.ts';
import { useCommand } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton } from '../../parts/ActionButton.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { Card } from '../../parts/Page.tsx';
import { assetText } from '../../parts/params/assetText.ts';
import { Author } from '../../parts/Who.tsx';
import { pair } from '../../show/joined.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { SetValue, type Whose } from './SetValue.tsx';

export function RobotValues({ asset }: { asset: AssetView }) {
  const [setting, setSetting] = useState<Whose>();
  const [unsetting, setUnsetting] = useState<string>();
  const add = (
    <ActionButton
      icon={IconPlus}
      label={t('assets.addRobotValue')}
      role="developer"
      onClick={() => setSetting({ kind: 'robot' })}
    />
  );
  return (
    <Card title={t('assets.robotValues')} side={add}>
      {asset.robots.length === 0 ? (
        <Text p="md" size="sm" c="dimmed">
          {t('assets.noRobotValues')}
        </Text>
      ) : (
        <Values asset={asset} onSet={(robot) => setSetting({ kind: 'robot', robot })} onUnset={setUnsetting} />
      )}
      {setting && <SetValue asset={asset} whose={setting} onClose={() => setSetting(undefined)} />}
      {unsetting !== undefined && <Unset asset={asset} robot={unsetting} onClose={() => setUnsetting(undefined)} />}
    </Card>
  );
}

interface ValuesProps {
  asset: AssetView;
  onSet: (robot: string) => void;
  onUnset: (robot: string) => void;
}

function Values({ asset, onSet, onUnset }: ValuesProps) {
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table verticalSpacing={8} horizontalSpacing={16} aria-label={t('assets.robotValues')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('jobs.robot')}</Table.Th>
            <Table.Th>{t('assets.value')}</Table.Th>
            <Table.Th>{t('assets.editor')}</Table.Th>
            <Table.Th>{t('assets.updated')}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t('table.actions')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {asset.robots.map((own) => (
            <Table.Tr key={own.robot}>
              <Table.Td>
                <b>{visible(own.robot)}</b>
              </Table.Td>
              <Table.Td>
                <span className="clip asset-value">{assetText({ ...asset, value: own.value, user: own.user })}</span>
              </Table.Td>
              <Table.Td>
                <Author author={own.editor} />
              </Table.Td>
              <Table.Td>
                <Time at={own.updated} />
              </Table.Td>
              <Table.Td ta="right">
                <Actions robot={own.robot} onSet={onSet} onUnset={onUnset} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Actions({ robot, onSet, onUnset }: Omit<ValuesProps, 'asset'> & { robot: string }) {
  const may = useMay('developer');
  const actions = [
    { label: t('assets.setAction'), icon: IconForms, go: onSet },
    { label: t('assets.unset'), icon: IconTrash, go: onUnset },
  ];
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {actions.map(({ label, icon: Icon, go }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={!may}
            aria-label={pair(label, visible(robot))}
            onClick={() => go(robot)}
          >
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}

function Unset({ asset, robot, onClose }: { asset: AssetView; robot: string; onClose: () => void }) {
  const unset = useCommand('asset.unset');
  return (
    <Confirm
      opened
      title={t('assets.unsetTitle', { robot: visible(robot) })}
      yes={t('assets.unset')}
      busy={unset.isPending}
      error={unset.error}
      onClose={onClose}
      onYes={() => unset.mutate({ asset: asset.name, robot }, { onSuccess: onClose })}
    >
      {t('assets.unsetSays', { asset: visible(asset.name) })}
    </Confirm>
  );
}
