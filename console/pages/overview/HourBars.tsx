/** Bars, one for each hour, stacked by how jobs ended. Decoration for eyes: the sums beside it are text. */
import { BarChart } from '@mantine/charts';
import type { Overview } from '../../../protocol/shapes-overview.ts';
import { t } from '../../i18n/index.ts';
import { hourOf } from '../../show/format.ts';

export function HourBars({ hours, height }: { hours: Overview['hours']; height: number }) {
  const data = hours.map(({ from, succeeded, failed, cancelled }) => ({
    hour: hourOf(from),
    succeeded,
    failed,
    cancelled,
  }));
  const series = (['succeeded', 'failed', 'cancelled'] as const).map((name) => ({
    name,
    label: t(`job.state.${name}`),
    color: colors[name],
  }));
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="hour"
      type="stacked"
      series={series}
      withYAxis={false}
      gridAxis="none"
      maxBarWidth={28}
      barProps={{ isAnimationActive: false }}
      aria-hidden
    />
  );
}

const colors = { succeeded: 'var(--g-good)', failed: 'var(--g-bad)', cancelled: 'var(--g-quiet)' };
