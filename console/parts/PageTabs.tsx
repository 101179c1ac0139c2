/** Tabs of a page, each with an address of its own. */
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { goTo } from '../app/address.ts';

export interface PageTab {
  /** The tab's name in the address. */
  key: string;
  title: string;
  to: string;
}

interface Props {
  label: string;
  tabs: PageTab[];
  open: string;
  children: ReactNode;
}

export function PageTabs({ label, tabs, open, children }: Props) {
  return (
    <Tabs value={open} onChange={(key) => goTo(tabs.find((tab) => tab.key === key)?.to ?? '/')} keepMounted={false}>
      <Tabs.List aria-label={label} mb="lg">
        {tabs.map(({ key, title }) => (
          <Tabs.Tab key={key} value={key}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={open}>{children}</Tabs.Panel>
    </Tabs>
  );
}
