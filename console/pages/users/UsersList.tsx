/** The users: role, right to see evidence, when last seen, and whether they can come in. */
import { Select, Tooltip } from '@mantine/core';
import { IconCheck, IconMinus, IconUsers } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { UserView } from '../../../protocol/calls-users.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { goTo, to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Search, useSearchText } from '../../parts/Search.tsx';
import { Empty } from '../../parts/States.tsx';
import { iso } from '../../show/format.ts';
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
    csv: ({ seen }) => iso(seen),
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
    csv: ({ created }) => iso(created),
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
  const filter = useFilter();
  const list = useServerList('user.list', filter, { topics: ['users'], initial: { by: 'name', dir: 'asc' } });
  const [visibleColumns, menu] = useColumns('users', columns);
  return (
    <Card
      title={t('users.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          <Filters />
          <CsvButton name="users" columns={columns} rows={(onProgress) => allRows('user.list', filter, onProgress)} />
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
      {open !== undefined && <Opened name={open} />}
    </Card>
  );
}

/** The card of the user that the address names, on whatever page of the list they are. */
function Opened({ name }: { name: string }) {
  const { data } = useVerb('user.show', { user: name }, { topics: ['users'] });
  return data && <EditUser key={data.id} user={data} onClose={() => goTo(to.users())} />;
}

function useFilter(): { text?: string; role?: UserView['role'] } {
  const named = useAddressQuery()[0].get('role');
  const role = roles.find((one) => one === named);
  const text = useSearchText();
  return { ...(text === undefined ? {} : { text }), ...(role === undefined ? {} : { role }) };
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
        onChange={(value) => change({ role: value ?? undefined, after: undefined })}
      />
    </>
  );
}
