/**
 * Hints on hover for what stands in every row (`{...hint(text)}`): one tooltip for all of them. A tooltip of its own for each
 * made a table of fifty rows take a quarter of a second to draw.
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
    const move = (event: Event) => {
      const now =
        event.target instanceof Element ? (event.target.closest<HTMLElement>('[data-hint]') ?? undefined) : undefined;
      if (now === over) return;
      over = now;
      clearTimeout(timer);
      setTarget(undefined);
      if (now) timer = setTimeout(() => setTarget(now), RESTS_MS);
    };
    document.addEventListener('pointerover', move);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', move);
    };
  }, []);
  return target && <Tooltip target={target} label={target.dataset.hint} opened multiline maw={360} />;
}
