/**
 * Hints on hover for what stands in every row (`{...hint(text)}`): one tooltip for all of them. With one for each
 * a table that changes all the time took a third longer to draw (`npm run bench -- console`).
 */
import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

/** ms that the pointer rests before the hint is shown. */
const RESTS_MS = 200;

/** Attributes of an element that has a hint; none without a text. */
export const hint = (text: string | undefined): { 'data-hint'?: string } => (text ? { 'data-hint': text } : {});

/** Stands once in the page. */
export function Hints() {
  const [target, setTarget] = useState<HTMLElement>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let over: HTMLElement | undefined;
    const go = (to: HTMLElement | undefined) => {
      if (to === over) return;
      over = to;
      clearTimeout(timer);
      setTarget(undefined);
      if (to) timer = setTimeout(() => setTarget(to), RESTS_MS);
    };
    const move = ({ target: at }: PointerEvent) =>
      go((at instanceof Element && at.closest<HTMLElement>('[data-hint]')) || undefined);
    const leave = () => go(undefined); // out of the window; or a key was pressed, as Escape is for this
    document.addEventListener('pointerover', move);
    document.documentElement.addEventListener('pointerleave', leave);
    document.addEventListener('keydown', leave);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', move);
      document.documentElement.removeEventListener('pointerleave', leave);
      document.removeEventListener('keydown', leave);
    };
  }, []);
  return target && <Tooltip target={target} label={target.dataset.hint} opened multiline maw={360} />;
}
