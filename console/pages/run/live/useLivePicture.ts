/** The live picture for a place on the page: watched while that place is on screen and the tab is not hidden. */
import { type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { live } from '../../../api/queries.ts';
import { LivePicture, type View } from './LivePicture.ts';

export function useLivePicture(run: string, place: RefObject<HTMLElement | null>): View {
  const picture = useMemo(() => new LivePicture(run, (id, handler) => live.onPicture(id, handler)), [run]);
  const seen = useSeen(place);
  useEffect(() => {
    if (!seen) return;
    picture.start();
    return () => picture.stop();
  }, [picture, seen]);
  useEffect(() => () => picture.forget(), [picture]);
  return useSyncExternalStore(
    (watcher) => picture.subscribe(watcher),
    () => picture.view,
  );
}

/** Can the reader see this place now? */
function useSeen(place: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    let inView = false;
    const look = () => setSeen(inView && document.visibilityState === 'visible');
    const observer = new IntersectionObserver((entries) => {
      inView = entries.at(-1)?.isIntersecting ?? inView;
      look();
    });
    observer.observe(place.current);
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [place]);
  return seen;
}
