/** The named steps of a run, however many; a click goes to the step's start. */
import { UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconLoader2, IconMinus, IconX } from '@tabler/icons-react';
import type { RunView, StepAt } from '../../../protocol/shapes.ts';
import { t } from '../../i18n/index.ts';
import { count, duration, exact, position } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { Nothing } from './Nothing.tsx';
import type { Timeline } from './player/timeline.ts';
import { MomentRows } from './windows/MomentRows.tsx';
import { usePlace } from './windows/usePlace.ts';
import { useVersion } from './windows/useVersion.ts';
import type { Rows, WindowStore } from './windows/WindowStore.ts';

/** Steps before the player's moment that are looked at for one that was still on. */
const LOOK_BACK = 1_000;

interface Props {
  run: RunView;
  steps: WindowStore<StepAt>;
  timeline: Timeline;
  onSeek: (ms: number) => void;
}

export function Steps({ run, steps, timeline, onSeek }: Props) {
  useVersion(steps);
  const place = usePlace(steps, timeline, run.ended === undefined);
  if (run.stepCount === 0) return <Nothing>{t('run.noSteps')}</Nothing>;
  const gone = run.logDeleted === undefined ? 0 : run.stepCount - run.steps.length;
  return (
    <>
      <MomentRows rows={steps} place={place} current={currentOf(steps, place.ms)} label={t('run.steps')}>
        {(step) => <Step step={step} live={run.ended === undefined} onSeek={onSeek} />}
      </MomentRows>
      {gone > 0 && (
        <Nothing>{t('run.stepsDeleted', { n: gone, count: count(gone), when: exact(run.logDeleted!) })}</Nothing>
      )}
    </>
  );
}

/** The innermost step that was on at this moment; -1 when none was, or when it is not known which. */
function currentOf(steps: Rows<StepAt>, ms: number): number {
  const last = steps.rowAt(ms);
  if (last < 0 || (last + 1 < steps.count && !steps.at(last + 1))) return -1;
  for (let row = last; row >= Math.max(0, last - LOOK_BACK); row--) {
    const step = steps.at(row);
    if (step && ms <= step.atMs + (step.ms ?? Infinity)) return row;
  }
  return -1;
}

interface StepProps {
  step: StepAt;
  /** The run is still on: what has not ended may end. */
  live: boolean;
  onSeek: (ms: number) => void;
}

function Step({ step, live, onSeek }: StepProps) {
  return (
    <UnstyledButton className="moment" onClick={() => onSeek(step.atMs)}>
      <span className="moment-at">{position(step.atMs, false)}</span>
      <Sign ok={step.ok} live={live} />
      <span className="moment-text">
        {visible(step.name)}
        {step.error && <span className="moment-error">{visible(step.error)}</span>}
      </span>
      <span className="faint small nowrap">{step.ms === undefined ? '' : duration(step.ms)}</span>
    </UnstyledButton>
  );
}

function Sign({ ok, live }: { ok: boolean | undefined; live: boolean }) {
  if (ok === undefined && !live) return <IconMinus size={16} className="faint" aria-label={t('step.unfinished')} />;
  if (ok === undefined) return <IconLoader2 size={16} className="spins sign-active" aria-label={t('step.running')} />;
  if (ok) return <IconCircleCheck size={16} className="sign-good" aria-label={t('step.ok')} />;
  return <IconX size={16} className="sign-bad" aria-label={t('step.failed')} />;
}
