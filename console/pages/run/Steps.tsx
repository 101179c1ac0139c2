/** The named steps of a run; a click goes to the step's start. */
import { UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconLoader2, IconX } from '@tabler/icons-react';
import type { StepView } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { duration, position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Nothing } from './Nothing.tsx';
import { type Timeline, useTimeline } from './player/timeline.ts';

interface Props {
  steps: StepView[];
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Steps({ steps, timeline, onSeek }: Props) {
  const { ms } = useTimeline(timeline);
  const current = steps.findLastIndex((step) => step.atMs <= ms && ms <= step.atMs + (step.ms ?? Infinity));
  if (steps.length === 0) return <Nothing>{t('run.noSteps')}</Nothing>;
  return (
    <ol className="moments">
      {steps.map((step, i) => (
        <li key={`${step.atMs} ${step.name}`} aria-current={i === current || undefined}>
          <UnstyledButton className="moment" onClick={() => onSeek(step.atMs)}>
            <span className="moment-at">{position(step.atMs, false)}</span>
            <Sign ok={step.ok} />
            <span className="moment-text">
              {visible(step.name)}
              {step.error && <span className="moment-error">{visible(step.error)}</span>}
            </span>
            <span className="faint small nowrap">{step.ms === undefined ? '' : duration(step.ms)}</span>
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
}

function Sign({ ok }: { ok: boolean | undefined }) {
  if (ok === undefined) return <IconLoader2 size={16} className="spins sign-active" aria-label={t('step.running')} />;
  if (ok) return <IconCircleCheck size={16} className="sign-good" aria-label={t('step.ok')} />;
  return <IconX size={16} className="sign-bad" aria-label={t('step.failed')} />;
}
