/** By whom, of what kind, how it ended, and when; all of it stands in the address. */
import { SegmentedControl, Select } from '@mantine/core';
import { useVerb } from '../../api/queries.ts';
import { useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { InstantField } from '../../parts/InstantField.tsx';
import { visible } from '../../show/visible.ts';
import { kindWords, verbKinds } from './words.ts';

const outcomes = ['done', 'refused'] as const;

export function useAuditFilter() {
  const [query] = useAddressQuery();
  const text = (name: string) => query.get(name) ?? undefined;
  const time = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  return {
    ...{ user: text('user'), robot: text('robot'), verb: text('verb'), since: time('since'), until: time('until') },
    outcome: outcomes.find((one) => one === query.get('outcome')),
  };
}

export function AuditFilter() {
  const filter = useAuditFilter();
  const [, change] = useAddressQuery();
  const set = (changes: Record<string, string | undefined>) =>
    change({ ...changes, after: undefined, entry: undefined });
  return (
    <search className="audit-filter" aria-label={t('audit.filter')}>
      <Who user={filter.user} robot={filter.robot} set={set} />
      <Select
        size="xs"
        label={t('audit.what')}
        placeholder={t('audit.anything')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        data={verbKinds.map((kind) => ({ value: `${kind}.`, label: kindWords(kind) }))}
        value={filter.verb ?? null}
        onChange={(verb) => set({ verb: verb ?? undefined })}
      />
      <div>
        <InstantField
          size="xs"
          label={t('audit.since')}
          value={filter.since}
          onChange={(at) => set({ since: at?.toString() })}
        />
      </div>
      <div>
        <InstantField
          size="xs"
          label={t('audit.until')}
          value={filter.until}
          onChange={(at) => set({ until: at?.toString() })}
        />
      </div>
      <SegmentedControl
        size="xs"
        aria-label={t('audit.outcome')}
        value={filter.outcome ?? ''}
        onChange={(outcome) => set({ outcome })}
        data={[
          { value: '', label: t('jobs.all') },
          ...outcomes.map((value) => ({ value, label: t(`audit.outcome.${value}`) })),
        ]}
      />
    </search>
  );
}

interface WhoProps {
  user: string | undefined;
  robot: string | undefined;
  set: (changes: Record<string, string | undefined>) => void;
}

/** One list of people and robots: an entry is of one of them. */
function Who({ user, robot, set }: WhoProps) {
  const users = useVerb('user.list', {}, { topics: ['users'] });
  const robots = useVerb('robot.list', {});
  const options = (kind: 'user' | 'robot', items: { name: string }[] | undefined, chosen: string | undefined) =>
    [...new Set([...(chosen === undefined ? [] : [chosen]), ...(items ?? []).map(({ name }) => name)])].map((name) => ({
      value: `${kind} ${name}`,
      label: visible(name),
    }));
  const value = user !== undefined ? `user ${user}` : robot !== undefined ? `robot ${robot}` : null;
  return (
    <Select
      size="xs"
      label={t('audit.who')}
      placeholder={t('audit.anybody')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear') }}
      data={[
        { group: t('audit.people'), items: options('user', users.data?.items, user) },
        { group: t('audit.robots'), items: options('robot', robots.data?.items, robot) },
      ]}
      value={value}
      onChange={(chosen) => {
        const name = chosen?.slice(chosen.indexOf(' ') + 1);
        set({
          user: chosen?.startsWith('user ') ? name : undefined,
          robot: chosen?.startsWith('robot ') ? name : undefined,
        });
      }}
    />
  );
}
