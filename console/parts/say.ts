/** Says on the screen's corner what was done or refused. */
import { notifications } from '@mantine/notifications';
import { t } from '../i18n/index.ts';
import { told } from '../show/told.ts';

const closeButtonProps = { 'aria-label': t('action.close') };
/** Seen, but not in the way: a click goes through to the button that lies beneath. */
export const sayDone = (message: string): string =>
  notifications.show({ message, color: 'teal', closeButtonProps, className: 'said-done' });
export const sayRefused = (error: Error): string =>
  notifications.show({
    title: t('error.title'),
    message: told(error),
    color: 'red',
    autoClose: 10_000,
    closeButtonProps,
  });
