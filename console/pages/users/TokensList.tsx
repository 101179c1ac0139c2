/** API tokens, sessions and sign-in links: one's own, and as an administrator another user's; each can be made void. */
import { Select } from '@mantine/core';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { TokenView } from '../../../protocol/calls-users.ts';
import { allRows, useServerList } from '../../api/lists.ts';
import { useVerb } from '../../api/queries.ts';
import { useAddressQuery } from '../../app/address.ts';
import { useMay, useSession } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import { type Column, useColumns } from '../../parts/Columns.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { CsvButton } from '../../parts/csv.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Card } from '../../parts/Page.tsx';
import { Empty } from '../../parts/States.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { iso } from '../../show/format.ts';
import { Time } from '../../show/Time.tsx';
import { visible } from '../../show/visible.ts';
import { NewToken } from './NewToken.tsx';

const nameOf = ({ name, kind }: TokenView): string => (name === '' ? t(`tokens.kind.${kind}`) : visible(name));

const columns = (user: string): Column<TokenView>[] => [
  { key: 'name', title: t('tokens.name'), sort: 'name', csv: nameOf, cell: (token) => <b>{nameOf(token)}</b> },
  { key: 'kind', title: t('tokens.kind'), csv: ({ kind }) => kind, cell: ({ kind }) => t(`tokens.kind.${kind}`) },
  {
    key: 'role',
    title: t('tokens.role'),
    csv: ({ role }) => role,
    cell: ({ role }) => (role === undefined ? t('tokens.asUser') : t(`role.${role}`)),
  },
  { key: 'id', title: t('tokens.id'), csv: ({ id }) => id, cell: ({ id }) => <span className="id">{id}</span> },
  {
    key: 'created',
    title: t('tokens.created'),
    sort: 'created',
    csv: ({ created }) => iso(created),
    cell: ({ created }) => <Time at={created} />,
  },
  {
    key: 'expires',
    title: t('tokens.expires'),
    sort: 'expires',
    csv: ({ expires }) => iso(expires === 0 ? undefined : expires),
    cell: ({ expires }) => <Time at={expires === 0 ? undefined : expires} none={t('tokens.never')} />,
  },
  { key: 'actions', title: '', align: 'right', sticky: true, cell: (token) => <Actions token={token} user={user} /> },
];

export function TokensList() {
  const admin = useMay('admin');
  const { user: me } = useSession();
  const [query] = useAddressQuery();
  const user = (admin ? query.get('user') : null) ?? me.name;
  const filter = user === me.name ? {} : { user };
  const list = useServerList('token.list', filter, { topics: ['tokens'], initial: { by: 'created', dir: 'desc' } });
  const [shown, menu] = useColumns('tokens', columns(user));
  return (
    <Card
      title={t('tokens.list', { n: list.pager.total ?? 0 })}
      side={
        <div className="tools">
          {admin && <Whose value={user} />}
          <CsvButton
            name="tokens"
            columns={columns(user)}
            rows={(onProgress) => allRows('token.list', filter, onProgress)}
          />
          {menu}
        </div>
      }
    >
      <DataTable
        label={t('tokens.title')}
        columns={shown}
        list={list}
        rowKey={({ id }) => id}
        empty={
          <Empty icon={IconKey} title={t('tokens.none')}>
            {t('tokens.noneSays')}
            {user === me.name && (
              <div className="empty-action">
                <NewToken />
              </div>
            )}
          </Empty>
        }
      />
    </Card>
  );
}

function Whose({ value }: { value: string }) {
  const { data } = useVerb('user.list', {}, { topics: ['users'] });
  const [, change] = useAddressQuery();
  return (
    <Select
      size="xs"
      w={200}
      searchable
      allowDeselect={false}
      aria-label={t('tokens.whose')}
      data={(data?.items ?? []).map(({ name }) => ({ value: name, label: visible(name) }))}
      value={value}
      onChange={(user) => change({ user: user ?? undefined, after: undefined })}
    />
  );
}

function Actions({ token, user }: { token: TokenView; user: string }) {
  const [deleting, setDeleting] = useState(false);
  const remove = useRemoval('token.delete', () => {
    sayDone(t('tokens.deleted', { token: nameOf(token) }));
    setDeleting(false);
  });
  const yes = () => remove.mutate({ tokenId: token.id, user });
  return (
    <>
      <RowMenu
        label={`${nameOf(token)} ${token.id}`}
        actions={[
          {
            ...{ label: t('form.delete'), icon: IconTrash, role: 'viewer', dangerous: true },
            onClick: () => setDeleting(true),
          },
        ]}
      />
      <Confirm
        opened={deleting}
        title={t('tokens.deleteTitle', { token: nameOf(token) })}
        yes={t('form.delete')}
        busy={remove.isPending}
        error={remove.error}
        onYes={yes}
        onClose={() => setDeleting(false)}
      >
        {t(`tokens.deleteSays.${token.kind}`)}
      </Confirm>
    </>
  );
}
