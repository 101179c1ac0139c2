/** The player's keys on the whole page: space, arrows for time, arrows for lines. */
import { useEffect } from 'react';

export interface Keys {
  toggle: () => void;
  /** ms forward (or back). */
  jump: (ms: number) => void;
  /** Lines forward (or back). */
  line: (by: number) => void;
}

const JUMP_MS = 5_000;
const SMALL_JUMP_MS = 1_000;

export function useKeyboard(keys: Keys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const jump = event.shiftKey ? SMALL_JUMP_MS : JUMP_MS;
      const act = {
        ' ': () => keys.toggle(),
        ArrowLeft: () => keys.jump(-jump),
        ArrowRight: () => keys.jump(jump),
        ArrowUp: () => keys.line(-1),
        ArrowDown: () => keys.line(1),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [keys]);
}

/** In a field, a menu or on a button the keys mean what they mean there; log rows are buttons of the player itself. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('.log-row, .shot')) return false;
  return target.closest('input, textarea, select, button, a, [role=menu], [role=dialog], [role=radiogroup]') !== null;
}
