/** What scripts do once per resource (S9): done, or begun and nobody knows; then a person says what came of it. */
import { Alert, Button, Group, Table } from '@mantine/core';
import type { EffectView } from '../../../../protocol/shapes-effect.ts';
import { useCommand } from '../../../api/queries.ts';
import { useMay } from '../../../app/session.ts';
import { t } from '../../../i18n/index.ts';
import { Author } from '../../../parts/Who.tsx';
import { pair } from '../../../show/joined.ts';
import { Time } from '../../../show/Time.tsx';
import { told } from '../../../show/told.ts';
import { visible } from '../../../show/visible.ts';
import { clipped } from './words.ts';

interface Props {
  queue: string;
  id: string;
  effects: EffectView[];
}

export function Effects({ queue, id, effects }: Props) {
  const settle = useCommand('effect.settle');
  return (
    <>
      {settle.error && (
        <Alert color="red" role="alert" m="md">
          {told(settle.error)}
        </Alert>
      )}
      <Table verticalSpacing={9} horizontalSpacing={12} aria-label={t('effects.title')}>
        <Table.Tbody>
          {effects.map((effect) => (
            <Table.Tr key={effect.name}>
              <Table.Td className="breaks">{visible(effect.name)}</Table.Td>
              <Table.Td className="breaks">
                {effect.state === 'intended' ? (
                  <Unknown
                    busy={settle.isPending}
                    onDone={() => settle.mutate({ queue, id, name: effect.name, result: null })}
                    onAgain={() => settle.mutate({ queue, id, name: effect.name, forget: true })}
                  />
                ) : (
                  pair(t('effects.done'), clipped(visible(JSON.stringify(effect.result ?? null))))
                )}
              </Table.Td>
              <Table.Td>
                <Author author={effect.by} />
              </Table.Td>
              <Table.Td>
                <Time at={effect.at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function Unknown({ busy, onDone, onAgain }: { busy: boolean; onDone: () => void; onAgain: () => void }) {
  const may = useMay('operator');
  return (
    <Group gap="xs">
      <span className="warn-text">{t('effects.unknown')}</span>
      <Button size="compact-xs" variant="default" disabled={!may} loading={busy} onClick={onDone}>
        {t('effects.wasDone')}
      </Button>
      <Button size="compact-xs" variant="default" disabled={!may} loading={busy} onClick={onAgain}>
        {t('effects.doAgain')}
      </Button>
    </Group>
  );
}
