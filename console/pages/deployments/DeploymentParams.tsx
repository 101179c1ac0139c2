/** The parameters that a deployment's jobs get: typed, taken from an asset, or the package's default. Secrets are masked. */
import { Code, Table, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { Parameter } from '../../../protocol/manifest.ts';
import type { DeploymentDetail } from '../../../protocol/shapes-deployment.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { valueText } from '../../parts/params/valueText.ts';
import { visible } from '../../show/visible.ts';

export function DeploymentParams({ deployment }: { deployment: DeploymentDetail }) {
  const { parameters } = deployment;
  if (parameters.length === 0) return null;
  return (
    <Card title={t('params.title')}>
      <Table verticalSpacing={8} horizontalSpacing={16} aria-label={t('params.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">{t('packages.parameter')}</Table.Th>
            <Table.Th w="12%">{t('packages.type')}</Table.Th>
            <Table.Th>{t('deployment.value')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parameters.map((parameter) => (
            <Table.Tr key={parameter.name}>
              <Table.Td>
                <b>{parameter.name}</b>
                {parameter.description !== undefined && (
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    {visible(parameter.description)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{t(`asset.type.${parameter.type}`)}</Table.Td>
              <Table.Td>
                <Value parameter={parameter} deployment={deployment} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Value({ parameter, deployment }: { parameter: Parameter; deployment: DeploymentDetail }) {
  const { name, type, required, default: byPackage } = parameter;
  const asset = deployment.bindings[name];
  const value = deployment.params[name];
  if (asset !== undefined)
    return (
      <span className="author">
        <IconLink size={14} aria-hidden />
        <Link href={to.asset(asset)} className="link">
          {visible(asset)}
        </Link>
        <span className="faint small">{t('deployment.fromAsset')}</span>
      </span>
    );
  if (value !== undefined) return <Code className="param-value">{valueText(type, value)}</Code>;
  if (byPackage !== undefined)
    return <span className="faint">{t('params.default', { value: valueText(type, byPackage) })}</span>;
  return (
    <span className={required ? 'warn-text' : 'faint'}>
      {t(required ? 'deployment.eachRun' : 'deployment.noValue')}
    </span>
  );
}
