/** The columns of the audit. */
import { IconCircleCheck, IconShieldX } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { AuditEntry } from '../../../protocol/shapes-audit.ts';
import { t } from '../../i18n/index.ts';
import type { Column } from '../../parts/Columns.tsx';
import { Author } from '../../parts/Who.tsx';
import { count, exact } from '../../show/format.ts';
import { hint } from '../../show/Hints.tsx';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { addressOf, doneWords, kindWords, partsOf } from './words.ts';

export const auditColumns: Column<AuditEntry>[] = [
  { key: 'at', title: t('audit.at'), sort: '', cell: ({ at }) => <Time at={at} /> },
  { key: 'exact', title: t('audit.exact'), extra: true, cell: ({ at }) => <span className="nowrap">{exact(at)}</span> },
  { key: 'who', title: t('audit.who'), cell: ({ by }) => <Author author={by} /> },
  {
    key: 'from',
    title: t('audit.from'),
    cell: ({ from }) => <span className="nowrap faint">{visible(from) || '—'}</span>,
  },
  { key: 'did', title: t('audit.did'), cell: (entry) => <Did entry={entry} /> },
  { key: 'thing', title: t('audit.thing'), cell: (entry) => <Thing target={entry.target} /> },
  { key: 'outcome', title: t('audit.outcome'), cell: (entry) => <Outcome entry={entry} /> },
  { key: 'verb', title: t('audit.verb'), extra: true, cell: ({ verb }) => <span className="id">{verb}</span> },
  { key: 'n', title: t('audit.n'), extra: true, align: 'right', cell: ({ n }) => count(n) },
];

function Did({ entry: { verb } }: { entry: AuditEntry }) {
  return (
    <span className="nowrap" {...hint(verb)}>
      {doneWords(verb)}
    </span>
  );
}

export function Thing({ target }: { target: string }) {
  const { kind, name } = partsOf(target);
  const to = addressOf(target);
  const shown = visible(name);
  return (
    <span className="thing" title={visible(target)}>
      <span className="faint">{kindWords(kind)}</span>{' '}
      {to === undefined ? (
        <b>{shown}</b>
      ) : (
        <Link href={to} className="link">
          {shown}
        </Link>
      )}
    </span>
  );
}

export function Outcome({ entry: { outcome, says } }: { entry: AuditEntry }) {
  const [tone, Icon] = outcome === 'done' ? (['good', IconCircleCheck] as const) : (['bad', IconShieldX] as const);
  return (
    <span className={`badge tone-${tone}`} {...hint(visible(says ?? ''))}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`audit.outcome.${outcome}`)}
    </span>
  );
}
