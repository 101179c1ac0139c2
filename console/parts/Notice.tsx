/** Something to know before going on, set apart from the text around it: quieter than an error. */
import type { ReactNode } from 'react';
import './notice.css';

export function Notice({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="notice" role="note">
      {title !== undefined && <div className="notice-title">{title}</div>}
      {children}
    </div>
  );
}
