/** The one dialog of the console: Escape is for the topmost alone, and the keyboard comes back to where it was. */
import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { t } from '../i18n/index.ts';

type Props = Omit<ModalProps, 'closeOnEscape' | 'closeButtonProps'>;

export function Dialog({ opened, onClose, ...others }: Props) {
  useOverlay(opened, onClose);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      closeOnEscape={false}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      {...others}
    />
  );
}

/** What closes each open dialog, the topmost last. */
const closers: (() => void)[] = [];

/** For a dialog and for a drawer: what is under it waits until it is closed. */
export function useOverlay(opened: boolean, onClose: () => void): void {
  useEscape(opened, onClose);
  useFocusBack(opened);
}

/**
 * Mantine lets each dialog listen for itself: the question that one Escape opened over a form took that same Escape for its
 * own and was gone before anybody saw it.
 */
function useEscape(opened: boolean, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (!opened) return;
    const closer = () => close();
    closers.push(closer);
    return () => void closers.splice(closers.indexOf(closer), 1);
  }, [opened]);
}

addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    // An open menu or list of choices closes itself first, and says so in this way.
    const { target } = event;
    if (target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true') return;
    closers.at(-1)?.();
  },
  { capture: true },
);

/** Also when the dialog is not closed but taken away with what it stood in. */
function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [opened]);
}
