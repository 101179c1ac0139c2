/** Where one can go: the main navigation, in groups, with the addresses that belong to each place. */
import {
  IconBolt,
  IconCalendarClock,
  IconClipboardList,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPackage,
  IconRobot,
  IconRocket,
  IconSettings,
  IconStack2,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Role } from '../../protocol/fields.ts';
import type { Key } from '../i18n/index.ts';

export interface Place {
  to: string;
  name: Key;
  icon: TablerIcon;
  /** Addresses that belong to it as well. */
  also?: string;
  /** Not shown to those who may not read it; absent = everybody may. */
  role?: Role;
}

export interface Group {
  name: Key;
  places: Place[];
}

export const groups: Group[] = [
  {
    name: 'nav.work',
    places: [
      { to: '/', name: 'overview.title', icon: IconLayoutDashboard },
      { to: '/jobs', name: 'jobs.title', icon: IconListDetails, also: '/runs' },
      { to: '/queues', name: 'queues.title', icon: IconStack2 },
      { to: '/schedules', name: 'schedules.title', icon: IconCalendarClock },
      { to: '/conditions', name: 'conditions.title', icon: IconBolt },
    ],
  },
  {
    name: 'nav.fleet',
    places: [
      { to: '/robots', name: 'robots.title', icon: IconRobot },
      { to: '/pools', name: 'pools.title', icon: IconUsersGroup },
    ],
  },
  {
    name: 'nav.build',
    places: [
      { to: '/packages', name: 'packages.title', icon: IconPackage },
      { to: '/deployments', name: 'deployments.title', icon: IconRocket, also: '/new-deployment' },
      { to: '/assets', name: 'assets.title', icon: IconKey },
    ],
  },
  {
    name: 'nav.administration',
    places: [
      { to: '/users', name: 'users.title', icon: IconUsers, also: '/tokens' },
      { to: '/audit', name: 'audit.title', icon: IconClipboardList, role: 'admin' },
      { to: '/webhooks', name: 'webhooks.title', icon: IconWebhook, role: 'admin' },
      { to: '/settings', name: 'settings.title', icon: IconSettings, also: '/calendars' },
    ],
  },
];
