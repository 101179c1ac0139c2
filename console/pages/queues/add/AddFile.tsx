/** Resources from a file (C3): dropped or chosen, looked at, then sent with a bar; wrong lines are named. */
import { Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../../../i18n/index.ts';
import { Dialog } from '../../../parts/Dialog.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { PlanFile } from './PlanFile.tsx';
import { importPlan, type PlanValues, planFor } from './plan.ts';
import type { ImportTask } from './runImport.ts';
import { useImport } from './useImport.ts';

interface Props {
  queue: string;
  ways: ReactNode;
  onClose: () => void;
}

interface Chosen {
  file: File;
  values: PlanValues;
}

const taskOf = (queue: string, { file, values }: Chosen, resume: ImportTask['resume']): ImportTask => ({
  ...{ queue, file, resume, plan: importPlan(values) },
  ...{ encoding: values.encoding, strict: values.strict },
});

export function AddFile({ queue, ways, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen>();
  const importing = useImport();
  const { state, running } = importing;
  const begin = (resume?: ImportTask['resume']) => chosen && importing.start(taskOf(queue, chosen, resume));
  const choose = (file: File) => setChosen({ file, values: planFor(file.name) });
  const other = () => {
    importing.reset();
    setChosen(undefined);
  };
  const under = state.phase !== 'idle';
  return (
    <Dialog
      opened
      onClose={running ? () => {} : onClose}
      title={t('add.button')}
      size="lg"
      withCloseButton={!running}
      closeOnClickOutside={!chosen}
    >
      <Stack gap="md">
        {!under && ways}
        {!chosen && <ChooseFile onChoose={choose} />}
        {chosen && !under && (
          <PlanFile
            {...chosen}
            error={state.error}
            onChange={(values) => setChosen({ ...chosen, values })}
            onOther={other}
            onClose={onClose}
            onStart={() => begin()}
          />
        )}
        {chosen && under && (
          <ImportProgress
            file={chosen.file.name}
            strict={chosen.values.strict}
            state={state}
            onAbort={importing.abort}
            onResume={begin}
            onBack={importing.reset}
            onClose={onClose}
          />
        )}
      </Stack>
    </Dialog>
  );
}
