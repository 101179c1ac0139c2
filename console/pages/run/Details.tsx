/** Below the player: steps, queue actions, files, facts, output. */
import { Code, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import { t } from '../../i18n/index.ts';
import { count } from '../../show/format.ts';
import { visibleLines } from '../../show/visible.ts';
import { Actions } from './Actions.tsx';
import { Facts } from './Facts.tsx';
import { Files } from './Files.tsx';
import { Nothing } from './Nothing.tsx';
import type { Timeline } from './player/timeline.ts';
import { Steps } from './Steps.tsx';
import { useEvents, useSteps } from './windows/useWindows.ts';

interface Props {
  shown: Result<'run.show'>;
  /** When the run was asked for last. */
  asked: number;
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Details({ shown, asked, timeline, onSeek }: Props) {
  const { run, job, artifacts } = shown;
  const steps = useSteps(shown, asked);
  const events = useEvents(shown);
  const files = artifacts.filter((a) => a.kind === 'file');
  return (
    <div className="card details">
      <Tabs defaultValue="steps" keepMounted={false}>
        <Tabs.List>
          <Tab value="steps" n={run.stepCount}>
            {t('run.steps')}
          </Tab>
          <Tab value="actions" n={shown.events.length} more={shown.moreEvents}>
            {t('run.actions')}
          </Tab>
          <Tab value="files" n={files.length}>
            {t('run.files')}
          </Tab>
          <Tab value="facts">{t('run.facts')}</Tab>
          <Tab value="output">{t('run.output')}</Tab>
        </Tabs.List>
        <Tabs.Panel value="steps">
          <Steps {...{ run, steps, timeline, onSeek }} />
        </Tabs.Panel>
        <Tabs.Panel value="actions">
          <Actions {...{ shown, events, timeline, onSeek }} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <Files files={files} ended={run.ended !== undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="facts">
          <Facts run={run} job={job} />
        </Tabs.Panel>
        <Tabs.Panel value="output">
          {run.output === undefined ? (
            <Nothing>{t('job.noOutput')}</Nothing>
          ) : (
            <Code block className="json">
              {visibleLines(JSON.stringify(run.output, null, 2))}
            </Code>
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

interface TabProps {
  value: string;
  n?: number;
  /** There are more than `n`. */
  more?: boolean | undefined;
  children: ReactNode;
}

function Tab({ value, n, more, children }: TabProps) {
  return (
    <Tabs.Tab value={value}>
      {children}
      {n ? <span className="faint small">{` ${count(n)}${more ? '+' : ''}`}</span> : null}
    </Tabs.Tab>
  );
}
