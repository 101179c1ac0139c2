/** Buttons and menu entries that say which role they need when the user does not have it. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconDots, type TablerIcon } from '@tabler/icons-react';
import type { Role } from '../../protocol/fields.ts';
import { useMay } from '../app/session.ts';
import { t } from '../i18n/index.ts';

interface ActionProps {
  label: string;
  icon?: TablerIcon;
  role: Role;
  onClick: () => void;
  variant?: 'filled' | 'default';
  /** Why it can't be done now, though the role would do. */
  unless?: string | undefined;
  /** As the tools of a table are. */
  small?: boolean;
}

export function ActionButton({ label, icon: Icon, role, onClick, variant = 'default', unless, small }: ActionProps) {
  const may = useMay(role);
  const why = may ? unless : needs(role);
  return (
    <Tooltip label={why} disabled={why === undefined}>
      <Button
        variant={variant}
        size={small ? 'xs' : 'sm'}
        leftSection={Icon && <Icon size={small ? 15 : 16} aria-hidden />}
        onClick={why === undefined ? onClick : undefined}
        data-disabled={why !== undefined || undefined}
        aria-disabled={why !== undefined}
      >
        {label}
      </Button>
    </Tooltip>
  );
}

const needs = (role: Role): string => t('action.needsRole', { role: t(`role.${role}`) });

export interface RowAction {
  label: string;
  icon: TablerIcon;
  role: Role;
  onClick: () => void;
  /** Destroys something: red, and last. */
  dangerous?: boolean;
  unless?: string | undefined;
}

/** What can be done with one row, behind one button. */
export function RowMenu({ label, actions }: { label: string; actions: RowAction[] }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('table.actionsOf', { row: label })}>
          <IconDots size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <RowItem key={action.label} {...action} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function RowItem({ label, icon: Icon, role, onClick, dangerous, unless }: RowAction) {
  const may = useMay(role);
  const why = may ? unless : needs(role);
  return (
    <Menu.Item
      leftSection={<Icon size={16} aria-hidden />}
      color={dangerous ? 'red' : undefined}
      disabled={why !== undefined}
      onClick={onClick}
    >
      {label}
      {why !== undefined && <div className="faint small">{why}</div>}
    </Menu.Item>
  );
}
