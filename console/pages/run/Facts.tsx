/** The facts of a run (J29). */
import { SimpleGrid } from '@mantine/core';
import { Link } from 'wouter';
import type { JobView, RunView } from '../../../protocol/shapes.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { Author } from '../../parts/Who.tsx';
import { bytes, count, exact } from '../../show/format.ts';
import { Span } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { DeletePiece } from './DeletePiece.tsx';

export function Facts({ run, job }: { run: RunView; job: JobView }) {
  const exit = run.signal ? visible(run.signal) : run.exitCode === undefined ? '—' : String(run.exitCode);
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} p="md" spacing="md">
      <Fact name={t('run.run')}>
        <span className="id">{run.id}</span>
      </Fact>
      <Fact name={t('jobs.job')}>
        <Link href={to.job(job.id)} className="link id">
          {job.id}
        </Link>
      </Fact>
      <Fact name={t('jobs.package')}>{`${visible(job.package)} ${visible(job.version)}`}</Fact>
      <Fact name={t('robots.robot')}>{visible(run.robot.name)}</Fact>
      <Fact name={t('robots.machine')}>{visible(`${run.robot.account}@${run.robot.machine}`)}</Fact>
      <Fact name={t('jobs.source')}>
        {t(`job.source.${job.source}`)} <Author author={job.by} />
      </Fact>
      <Fact name={t('run.assigned')}>{exact(run.assigned)}</Fact>
      <Fact name={t('jobs.started')}>{run.started === undefined ? '—' : exact(run.started)}</Fact>
      <Fact name={t('jobs.ended')}>{run.ended === undefined ? '—' : exact(run.ended)}</Fact>
      <Fact name={t('run.took')}>
        <Span from={run.started} until={run.ended} />
      </Fact>
      <Fact name={t('run.why')}>{run.reason ? t(`run.reason.${run.reason}`) : '—'}</Fact>
      <Fact name={t('run.exit')}>{exit}</Fact>
      <Fact name={t('run.linesErrors')}>{`${count(run.lines)} / ${count(run.errors)}`}</Fact>
      <Fact name={t('run.screenshots')}>{count(run.screenshots)}</Fact>
      <Fact name={t('run.recording')}>
        {run.video && <VideoFacts run={run} />} <span className="faint">{visible(run.recording || '—')}</span>
        {run.video && run.ended && <DeletePiece artifact={run.video.artifact} name={t('run.recording')} />}
      </Fact>
      {run.progress && (
        <Fact name={t('run.progress')}>{`${count(run.progress.done)} / ${count(run.progress.total)}`}</Fact>
      )}
    </SimpleGrid>
  );
}

function VideoFacts({ run: { video } }: { run: RunView }) {
  if (!video) return null;
  return t('run.videoFacts', {
    size: `${video.width}×${video.height}`,
    fps: video.fps,
    seconds: Math.round(video.seconds),
    bytes: bytes(video.bytes),
  });
}
