/** Beside the form: when it would start, asked from the coordinator while one types. */
import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { GantryError } from '../../../protocol/errors.ts';
import { useVerb } from '../../api/queries.ts';
import { t } from '../../i18n/index.ts';
import { Card } from '../../parts/Page.tsx';
import { Loading } from '../../parts/States.tsx';
import { told } from '../../show/told.ts';
import { NextTimes } from './NextTimes.tsx';
import { ruleWords } from './rule-words.ts';
import { fieldOf, ruleOf, type ScheduleValues, timingOf } from './values.ts';

/** ms after the last key. */
const PAUSE_MS = 250;

export function usePreview(values: ScheduleValues) {
  const [timing] = useDebouncedValue(JSON.stringify(timingOf(values)), PAUSE_MS);
  return useVerb('schedule.preview', JSON.parse(timing), { topics: ['calendars'], keep: true });
}

/** The field that the preview complains about, and what it says. */
export function previewProblem(
  error: Error | null,
  values: ScheduleValues,
): { field: string; says: string } | undefined {
  if (!(error instanceof GantryError) || error.field === undefined) return undefined;
  return { field: fieldOf(error.field, values) ?? error.field, says: told(error) };
}

interface Props {
  values: ScheduleValues;
  preview: ReturnType<typeof usePreview>;
}

export function Preview({ values, preview: { data, error } }: Props) {
  return (
    <div className="beside">
      <Card title={t('schedule.next')}>
        {error ? (
          <Text p="md" size="sm" role="status" className="warn-text">
            {told(error)}
          </Text>
        ) : data ? (
          <>
            <Text px="md" pt="sm" pb="xs" size="sm" c="dimmed">
              {ruleWords(ruleOf(values))}
            </Text>
            <NextTimes times={data.times} zone={data.timezone} />
          </>
        ) : (
          <Loading rows={5} />
        )}
      </Card>
    </div>
  );
}
