/** What a version's manifest says: its parameters, what it runs, what it needs of a robot, what it gives back (J1). */
import { Code, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Manifest, Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { valueText } from '../../parts/params/valueText.ts';
import { bytes, duration } from '../../show/format.ts';
import { listed } from '../../show/joined.ts';
import { visible, visibleLines } from '../../show/visible.ts';

const MEGABYTE = 1_000_000;

export function VersionInside({ manifest }: { manifest: Manifest }) {
  const { description, command, timeout, stopGrace, outputs } = manifest;
  return (
    <Stack gap="md" className="version-inside">
      {description !== '' && <Text size="sm">{visibleLines(description)}</Text>}
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Fact name={t('packages.command')}>
          <Code>{visible(command.join(' '))}</Code>
        </Fact>
        <Fact name={t('packages.needs')}>
          <Needs needs={manifest.needs} />
        </Fact>
        <Fact name={t('deployment.timeout')}>
          {timeout === undefined ? t('deployment.noTimeout') : duration(timeout)}
        </Fact>
        <Fact name={t('packages.stopGrace')}>{duration(stopGrace)}</Fact>
      </SimpleGrid>
      {manifest.parameters.length > 0 ? (
        <Parameters parameters={manifest.parameters} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('params.none')}
        </Text>
      )}
      {outputs.length > 0 && (
        <Fact name={t('packages.outputs')}>
          {outputs.map(({ name, description }) => (
            <div key={name}>
              {visible(name)} <span className="faint small">{visible(description ?? '')}</span>
            </div>
          ))}
        </Fact>
      )}
    </Stack>
  );
}

function Needs({ needs: { screen, labels, freeDiskMb } }: Pick<Manifest, 'needs'>): ReactNode {
  const wants = [
    ...(screen === 'none' ? [] : [t('packages.needsScreen', { screen })]),
    ...(labels.length > 0 ? [t('packages.needsLabels', { labels: visible(listed(labels)) })] : []),
    ...(freeDiskMb > 0 ? [t('packages.needsDisk', { disk: bytes(freeDiskMb * MEGABYTE) })] : []),
  ];
  if (wants.length === 0) return t('packages.needsNothing');
  return wants.map((want) => <div key={want}>{want}</div>);
}

function Parameters({ parameters }: { parameters: Parameter[] }) {
  return (
    <Table verticalSpacing={6} aria-label={t('params.title')} className="runs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('packages.parameter')}</Table.Th>
          <Table.Th>{t('packages.type')}</Table.Th>
          <Table.Th>{t('packages.default')}</Table.Th>
          <Table.Th>{t('packages.description')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {parameters.map((one) => (
          <Table.Tr key={one.name}>
            <Table.Td>
              <b>{one.name}</b> {one.required && <span className="faint small">{t('packages.required')}</span>}
            </Table.Td>
            <Table.Td>{t(`asset.type.${one.type}`)}</Table.Td>
            <Table.Td>{one.default === undefined ? '—' : valueText(one.type, one.default)}</Table.Td>
            <Table.Td>
              {visible(one.description ?? '')}
              {one.choices && (
                <div className="faint small">
                  {t('packages.oneOf', {
                    choices: listed(one.choices.map((choice) => valueText(one.type, choice))),
                  })}
                </div>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
