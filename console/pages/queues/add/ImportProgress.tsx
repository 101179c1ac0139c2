/** An import while it runs and after: a bar, what is in, what was refused; stop it, go on with the rest. */
import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconCircleCheck, IconPlayerStop } from '@tabler/icons-react';
import { t } from '../../../i18n/index.ts';
import { told } from '../../../show/told.ts';
import { visible } from '../../../show/visible.ts';
import { BadLines } from './BadLines.tsx';
import type { ImportSum } from './runImport.ts';
import type { Importing } from './useImport.ts';

interface Props {
  file: string;
  strict: boolean;
  state: Importing;
  onAbort: () => void;
  onResume: (from: NonNullable<ImportSum['resume']>) => void;
  onBack: () => void;
  onClose: () => void;
}

export function ImportProgress({ file, strict, state, onAbort, onResume, onBack, onClose }: Props) {
  const { phase, part, sum, waiting } = state;
  const done = phase === 'done';
  const nothing = done && strict && sum !== undefined && sum.refused > 0 && sum.added + sum.known === 0;
  return (
    <>
      <Text size="sm" fw={600} className="clip">
        {done
          ? visible(file)
          : t(phase === 'checking' ? 'addFile.checking' : 'addFile.sending', { file: visible(file) })}
      </Text>
      <Progress size="md" value={part * 100} animated={!done} striped={!done} aria-label={t('bulk.progress')} />
      {waiting && <Text size="sm">{t('addFile.waiting')}</Text>}
      {sum && !done && <Counts sum={sum} />}
      {done && sum && <Outcome sum={sum} nothing={nothing} />}
      {sum && sum.bad.length > 0 && <BadLines bad={sum.bad} title={t('addFile.bad', { n: sum.refused })} file={file} />}
      <Group justify="flex-end" gap="xs">
        {!done && (
          <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={onAbort}>
            {t('bulk.abort')}
          </Button>
        )}
        {done && sum?.resume && (
          <Button variant="default" onClick={() => onResume(sum.resume!)}>
            {t('addFile.resume')}
          </Button>
        )}
        {nothing && (
          <Button variant="default" onClick={onBack}>
            {t('addFile.back')}
          </Button>
        )}
        {done && <Button onClick={onClose}>{t('action.close')}</Button>}
      </Group>
    </>
  );
}

const Counts = ({ sum }: { sum: ImportSum }) => (
  <Text size="sm" c="dimmed" role="status">
    {[t('addFile.lines', { n: sum.lines }), t('addFile.added', { n: sum.added }), ...known(sum)].join(' · ')}
  </Text>
);

const known = (sum: ImportSum): string[] => (sum.known > 0 ? [t('addFile.known', { n: sum.known })] : []);

function Outcome({ sum, nothing }: { sum: ImportSum; nothing: boolean }) {
  if (nothing)
    return (
      <Alert color="red" role="alert">
        {t('addFile.nothing', { n: sum.refused })}
      </Alert>
    );
  const words = [t('addFile.added', { n: sum.added }), ...known(sum)].join(' · ');
  if (sum.resume)
    return (
      <Alert color="orange" role="alert" title={t('addFile.stopped')}>
        {words}
        {sum.failure && <div>{told(sum.failure)}</div>}
      </Alert>
    );
  return (
    <Alert color="teal" role="status" icon={<IconCircleCheck size={18} aria-hidden />}>
      {words}
    </Alert>
  );
}
