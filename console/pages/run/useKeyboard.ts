/** The player's keys on the whole page. `keysOf` says them to the help, too. */
import { useEffect } from 'react';
import type { Key } from '../../i18n/index.ts';

export interface Keys {
  toggle: () => void;
  /** ms forward (or back). */
  jump: (ms: number) => void;
  /** Lines forward (or back). */
  line: (by: number) => void;
  /** To an error line. */
  error: (way: 'next' | 'previous') => void;
  /** To a line that meets the filter of the log. */
  match: (way: 'next' | 'previous') => void;
  fullScreen: () => void;
  help: () => void;
}

const JUMP_MS = 5_000;
const SMALL_JUMP_MS = 1_000;

/** As the help shows them: keys, and what they do. */
export const shownKeys: [string[], Key][] = [
  [['Space'], 'keys.toggle'],
  [['←', '→'], 'keys.jump'],
  [['Shift ←', 'Shift →'], 'keys.smallJump'],
  [['↑', '↓'], 'keys.line'],
  [['e', 'E'], 'keys.error'],
  [['n', 'N'], 'keys.match'],
  [['f'], 'keys.fullScreen'],
  [['?'], 'keys.help'],
];

export function useKeyboard(keys: Keys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const jump = event.shiftKey ? SMALL_JUMP_MS : JUMP_MS;
      const act = {
        ' ': () => keys.toggle(),
        ArrowLeft: () => keys.jump(-jump),
        ArrowRight: () => keys.jump(jump),
        ArrowUp: () => keys.line(-1),
        ArrowDown: () => keys.line(1),
        e: () => keys.error('next'),
        E: () => keys.error('previous'),
        n: () => keys.match('next'),
        N: () => keys.match('previous'),
        f: () => keys.fullScreen(),
        '?': () => keys.help(),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [keys]);
}

/** Letters are typed in fields only; the other keys mean on a button or in a menu what they mean there. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role=dialog], [role=menu], input, textarea, select')) return true;
  if (target.closest('.log-row, .shot, .moment')) return false;
  return !/^[a-z?]$/i.test(key) && target.closest('button, a, [role=radiogroup], [role=tab]') !== null;
}
