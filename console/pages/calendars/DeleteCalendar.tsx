/** The question before a calendar is deleted: one that schedules use can't be, and they are named. */
import type { CalendarView } from '../../../protocol/shapes-schedule.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { listed } from '../../show/calendar-words.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  calendar: CalendarView;
  opened: boolean;
  onClose: () => void;
}

export function DeleteCalendar({ calendar, opened, onClose }: Props) {
  const remove = useRemoval('calendar.delete', () => {
    sayDone(t('calendar.deleted', { calendar: visible(calendar.name) }));
    onClose();
    goTo(to.calendars());
  });
  const { usedBy } = calendar;
  const yes = () => remove.mutate({ calendar: calendar.id });
  return (
    <Confirm
      opened={opened}
      title={t('calendar.deleteTitle', { calendar: visible(calendar.name) })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onYes={yes}
      onClose={onClose}
    >
      {usedBy.length === 0
        ? t('calendar.deleteUnused')
        : t('calendar.deleteUsed', { schedules: listed(usedBy.map(visible)) })}
    </Confirm>
  );
}
