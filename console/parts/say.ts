/** Says on the screen's corner what was done or refused. */
import { notifications } from '@mantine/notifications';
import { t } from '../i18n/index.ts';
import { visible } from '../show/visible.ts';

const closeButtonProps = { 'aria-label': t('action.close') };
export const sayDone = (message: string): string => notifications.show({ message, color: 'teal', closeButtonProps });
export const sayRefused = (error: Error): string =>
  notifications.show({
    title: t('error.title'),
    message: visible(error.message),
    color: 'red',
    autoClose: 10_000,
    closeButtonProps,
  });
