/** The parameters of a job as it was created (J29): what a value is, or which asset it comes from; secrets as the coordinator masks them. */
import { Code, Table, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { JobView } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { visible, visibleLines } from '../../show/visible.ts';

export function Params({ job: { params, bindings } }: { job: JobView }) {
  const names = [...new Set([...Object.keys(params), ...Object.keys(bindings)])].sort();
  return (
    <Card title={t('job.params')}>
      {names.length === 0 ? (
        <Text p="md" size="sm" c="dimmed">
          {t('job.noParams')}
        </Text>
      ) : (
        <Table verticalSpacing={7} horizontalSpacing="md" layout="fixed" aria-label={t('job.params')}>
          <Table.Tbody>
            {names.map((name) => (
              <Table.Tr key={name}>
                <Table.Td w="34%" fw={600} className="wraps">
                  {visible(name)}
                </Table.Td>
                <Table.Td className="wraps">
                  {bindings[name] === undefined ? <Value value={params[name]} /> : <FromAsset name={bindings[name]} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'string')
    return value === '' ? <span className="faint">{t('job.emptyText')}</span> : visible(value);
  if (typeof value !== 'object' || value === null) return <Code>{JSON.stringify(value)}</Code>;
  return (
    <Code block className="value">
      {visibleLines(JSON.stringify(value, null, 2))}
    </Code>
  );
}

function FromAsset({ name }: { name: string }) {
  return (
    <span className="author">
      <IconKey size={14} stroke={1.7} aria-hidden />
      {t('job.fromAsset', { asset: visible(name) })}
    </span>
  );
}
