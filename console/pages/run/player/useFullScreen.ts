/** One element over the whole screen and back, as the browser allows it. */
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { sayRefused } from '../../../parts/say.ts';

export interface FullScreen {
  full: boolean;
  toggle: () => void;
}

export function useFullScreen(element: RefObject<HTMLElement | null>): FullScreen {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null && document.fullscreenElement === element.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [element]);
  const toggle = useCallback(() => {
    const change = document.fullscreenElement ? document.exitFullscreen() : element.current?.requestFullscreen();
    change?.catch(sayRefused);
  }, [element]);
  return { full, toggle };
}
