/** The heading of a page: also the tab's title, and where the keyboard stands after one came here from another page. */
import { Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { currentPath } from '../app/address.ts';

export function PageTitle({ title }: { title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Gantry`;
  }, [title]);
  useEffect(() => {
    if (arrivedFromAnotherPage() && isNowhere(document.activeElement)) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Title order={1} size={22} fw={650} ref={heading} tabIndex={-1} className="page-title">
      {title}
    </Title>
  );
}

/** The page whose heading was shown last; none before the first, where the keyboard begins at the top of the document. */
let lastPath: string | undefined;

function arrivedFromAnotherPage(): boolean {
  const path = currentPath();
  const arrived = lastPath !== undefined && lastPath !== path;
  lastPath = path;
  return arrived;
}

/** A link that was followed is gone with its page, or stays in the navigation, far from what one came for. */
const isNowhere = (focused: Element | null): boolean =>
  focused === null || focused === document.body || focused.closest('nav') !== null;
