/** The users: role, right to see evidence, when last seen, and whether they can come in. */
import { Select, Tooltip } from '@mantine/core';
import { IconCheck, IconMinus, IconUsers } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { UserView } from '../../../protocol/calls-users.ts';
import { useLocalList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { EditUser } from './EditUser.tsx';
import { roleOptions, roles } from './role-options.ts';
import { UserMenu } from './UserMenu.tsx';

type UserState = 'active' | 'invited' | 'locked';

const stateOf = ({ disabled, password }: UserView): UserState =>
  disabled ? 'locked' : password ? 'active' : 'invited';
const tones: Record<UserState, string> = { active: 'good', invited: 'waiting', locked: 'warn' };

const columns: Column<UserView>[] = [
  {
    key: 'name',
    title: t('users.name'),
    sort: 'name',
    csv: ({ name }) => name,
    cell: (user) => (
      <Link href={to.user(user)} className="link clip name-cell" title={visible(user.name)}>
        {visible(user.name)}
      </Link>
    ),
  },
  {
    key: 'fullName',
    title: t('users.fullName'),
    csv: ({ fullName }) => fullName,
    cell: ({ fullName }) => <span className="clip url-cell">{visible(fullName) || '—'}</span>,
  },
  {
    key: 'role',
    title: t('users.roleTitle'),
    sort: 'role',
    csv: ({ role }) => role,
    cell: ({ role }) => (
      <Tooltip label={t(`users.role.${role}`)} multiline maw={360} openDelay={200}>
        <span>{t(`role.${role}`)}</span>
      </Tooltip>
    ),
  },
  {
    key: 'evidence',
    title: t('users.evidence'),
    csv: ({ evidence }) => String(evidence),
    cell: ({ evidence }) => <Evidence may={evidence} />,
  },
  {
    key: 'seen',
    title: t('users.seen'),
    sort: 'seen',
    csv: ({ seen }) => (seen === undefined ? '' : new Date(seen).toISOString()),
    cell: ({ seen }) => <Time at={seen} none={t('users.never')} />,
  },
  {
    key: 'state',
    title: t('users.state'),
    csv: stateOf,
    cell: (user) => <State user={user} />,
  },
  {
    key: 'created',
    title: t('users.created'),
    sort: 'created',
    extra: true,
    cell: ({ created }) => <Time at={created} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (user) => <UserMenu user={user} /> },
];

function Evidence({ may }: { may: boolean }) {
  const Icon = may ? IconCheck : IconMinus;
  return (
    <span className={may ? 'author' : 'author faint'}>
      <Icon size={14} aria-hidden />
      {t(may ? 'users.evidenceYes' : 'users.evidenceNo')}
    </span>
  );
}

function State({ user }: { user: UserView }) {
  const state = stateOf(user);
  return (
    <Tooltip label={t(`users.stateSays.${state}`)} multiline maw={360} openDelay={200}>
      <span className={`badge tone-${tones[state]}`}>{t(`users.state.${state}`)}</span>
    </Tooltip>
  );
}

export function UsersList({ open }: { open: string | undefined }) {
  const { data, error, refetch } = useVerb('user.list', {}, { topics: ['users'] });
  const shown = useFiltered(data?.items);
  const list = useLocalList(
    { data: shown, error, refetch },
    {
      initial: { by: 'name', dir: 'asc' },
      by: {
        name: ({ name }) => name.toLowerCase(),
        role: (user) => roles.indexOf(user.role),
        seen: ({ seen }) => seen ?? 0,
        created: ({ created }) => created,
      },
    },
  );
  const [visibleColumns, menu] = useColumns('users', columns);
  const opened = data?.items.find(({ id, name }) => open === name || open === id);
  return (
    <Card
      title={t('users.list', { n: shown?.length ?? 0 })}
      side={
        <div className="tools">
          <Filters />
          <CsvButton name="users" columns={visibleColumns} rows={shown} />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('users.title')}
        columns={visibleColumns}
        list={list}
        rowKey={({ id }) => id}
        empty={<Empty icon={IconUsers} title={t('users.noneSuch')} />}
      />
      {opened && <EditUser key={opened.id} user={opened} onClose={() => goTo(to.users())} />}
    </Card>
  );
}

function useFiltered(all: UserView[] | undefined): UserView[] | undefined {
  const role = useAddressQuery()[0].get('role');
  const text = useSearchText()?.toLowerCase() ?? '';
  return all?.filter(
    (user) => `${user.name}\n${user.fullName}`.toLowerCase().includes(text) && (role === null || user.role === role),
  );
}

function Filters() {
  const [query, change] = useAddressQuery();
  return (
    <>
      <Search label={t('users.search')} />
      <Select
        size="xs"
        w={150}
        aria-label={t('users.roleTitle')}
        placeholder={t('users.anyRole')}
        clearable
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        data={roleOptions()}
        value={query.get('role')}
        onChange={(value) => change({ role: value ?? undefined })}
      />
    </>
  );
}
