/** What can be done with one resource of the table: open, change parameters, retry, delete. */
import { IconExternalLink, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { QueueView, ResourceView } from '../../../protocol/shapes.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { RowMenu } from '../../parts/ActionButton.tsx';
import type { Column } from '../../parts/Columns.tsx';
import { DeleteResource } from './resource/DeleteResource.tsx';
import { EditResource } from './resource/EditResource.tsx';
import { RetryResource } from './resource/RetryResource.tsx';

type What = 'edit' | 'retry' | 'delete';

/** The column with the menus, and the dialog that is open. */
export function useRowActions(queue: QueueView): [Column<ResourceView>, ReactNode] {
  const [asked, setAsked] = useState<{ what: What; row: ResourceView }>();
  const close = () => setAsked(undefined);
  const column: Column<ResourceView> = {
    key: 'actions',
    title: '',
    align: 'right',
    sticky: true,
    cell: (row) => (
      <RowMenu
        label={row.id}
        actions={[
          {
            label: t('resource.open'),
            icon: IconExternalLink,
            role: 'viewer',
            onClick: () => goTo(to.resource(queue.name, row.id)),
          },
          ...menuItems((what) => setAsked({ what, row })),
        ]}
      />
    ),
  };
  const one = asked && { queue: queue.name, id: asked.row.id, onClose: close };
  const dialog = one && (
    <>
      {asked.what === 'edit' && <EditResource {...one} />}
      {asked.what === 'retry' && <RetryResource {...one} />}
      {asked.what === 'delete' && <DeleteResource resource={asked.row} onClose={close} />}
    </>
  );
  return [column, dialog];
}

const menuItems = (ask: (what: What) => void) => [
  { label: t('resource.edit'), icon: IconPencil, role: 'operator' as const, onClick: () => ask('edit') },
  { label: t('resource.retry'), icon: IconRefresh, role: 'operator' as const, onClick: () => ask('retry') },
  {
    label: t('form.delete'),
    icon: IconTrash,
    role: 'operator' as const,
    dangerous: true,
    onClick: () => ask('delete'),
  },
];
