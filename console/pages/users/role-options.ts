/** The roles, the least rights first, as a field offers them. */
import type { Role } from '../../../protocol/fields.ts';
import { t } from '../../i18n/index.ts';

export const roles: Role[] = ['viewer', 'operator', 'developer', 'admin'];

export const roleOptions = (upTo: Role = 'admin') =>
  roles.slice(0, roles.indexOf(upTo) + 1).map((value) => ({ value, label: t(`role.${value}`) }));
