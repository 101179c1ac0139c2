/** How a thing stands, across the page, in the colour of its meaning: why it waits, what it does now. */
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  tone: 'good' | 'bad' | 'warn' | 'waiting' | 'quiet';
  icon: TablerIcon;
  title: string;
  children: ReactNode;
}

export function Standing({ tone, icon: Icon, title, children }: Props) {
  return (
    <section className={`standing standing-${tone}`}>
      <Icon size={19} stroke={1.8} aria-hidden />
      <div className="standing-text">
        <div className="standing-title">{title}</div>
        {children}
      </div>
    </section>
  );
}
