/** Below the player: steps, queue actions, files, facts, output. */
import { Code, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ArtifactView, JobView, ResourceEvent, RunView } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { count } from '../../show/format.ts';
import { visibleLines } from '../../show/visible.ts';
import { Actions } from './Actions.tsx';
import { Facts } from './Facts.tsx';
import { Files } from './Files.tsx';
import { Nothing } from './Nothing.tsx';
import type { Timeline } from './player/timeline.ts';
import { Steps } from './Steps.tsx';

interface Props {
  run: RunView;
  job: JobView;
  artifacts: ArtifactView[];
  events: ResourceEvent[];
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Details({ run, job, artifacts, events, timeline, onSeek }: Props) {
  const files = artifacts.filter((a) => a.kind === 'file');
  return (
    <div className="card details">
      <Tabs defaultValue="steps" keepMounted={false}>
        <Tabs.List>
          <Tab value="steps" n={run.steps.length}>
            {t('run.steps')}
          </Tab>
          <Tab value="actions" n={events.length}>
            {t('run.actions')}
          </Tab>
          <Tab value="files" n={files.length}>
            {t('run.files')}
          </Tab>
          <Tab value="facts">{t('run.facts')}</Tab>
          <Tab value="output">{t('run.output')}</Tab>
        </Tabs.List>
        <Tabs.Panel value="steps">
          <Steps steps={run.steps} timeline={timeline} onSeek={onSeek} />
        </Tabs.Panel>
        <Tabs.Panel value="actions">
          <Actions events={events} start={run.started ?? run.assigned} timeline={timeline} onSeek={onSeek} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <Files files={files} />
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

function Tab({ value, n, children }: { value: string; n?: number; children: ReactNode }) {
  return (
    <Tabs.Tab value={value}>
      {children}
      {n ? <span className="faint small"> {count(n)}</span> : null}
    </Tabs.Tab>
  );
}
