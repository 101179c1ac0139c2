/** An entry opened: why it was refused, and each thing that it changed, before and after. */
import { Text } from '@mantine/core';
import type { AuditChange, AuditEntry } from '../../../protocol/shapes-audit.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { exact } from '../../show/format.ts';
import { visible, visibleLines } from '../../show/visible.ts';
import { kindWords } from './words.ts';

export function EntryDetail({ entry }: { entry: AuditEntry }) {
  const { says, code, changes, more } = entry;
  return (
    <div className="entry">
      {code !== undefined && (
        <Text size="sm" className="bad-text">
          {visible(says ?? '')} <span className="id">{code}</span>
        </Text>
      )}
      {changes.map((change) => (
        <Change key={`${change.what} ${change.id} ${change.name}`} change={change} />
      ))}
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t('audit.more', { n: more })}
        </Text>
      )}
      {changes.length === 0 && code === undefined && (
        <Text size="sm" c="dimmed">
          {t('audit.noChanges')}
        </Text>
      )}
      <div className="entry-facts">
        <Fact name={t('audit.exact')}>{exact(entry.at)}</Fact>
        <Fact name={t('audit.verb')}>
          <span className="id">{entry.verb}</span>
        </Fact>
        <Fact name={t('audit.n')}>{String(entry.n)}</Fact>
        <Fact name={t('audit.hash')}>
          <span className="id hash" title={entry.hash}>
            {entry.hash}
          </span>
        </Fact>
      </div>
    </div>
  );
}

type Columns = Readonly<Record<string, unknown>>;
const columnsOf = (side: AuditChange['before']): Columns =>
  typeof side === 'object' && side !== null && !Array.isArray(side) ? (side as Columns) : {};

function Change({ change: { what, name, before, after } }: { change: AuditChange }) {
  const [was, is] = [columnsOf(before), columnsOf(after)];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const how = before === undefined ? 'made' : after === undefined ? 'removed' : 'changed';
  return (
    <section>
      <Text size="sm" fw={600} mb={4}>
        {t(`audit.change.${how}`, { kind: kindWords(what), name: visible(name) })}
      </Text>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{t('audit.field')}</th>
            {before !== undefined && <th scope="col">{t('audit.before')}</th>}
            {after !== undefined && <th scope="col">{t('audit.after')}</th>}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              {before !== undefined && <td className="diff-before">{shown(was[field])}</td>}
              {after !== undefined && <td className="diff-after">{shown(is[field])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  return visibleLines(typeof value === 'string' ? value : JSON.stringify(value, null, 1));
}
