/** What the form of a bulk edit holds, and the change it asks for. */
import type { ParamsIn } from '../../../../protocol/contract.ts';
import type { ResourceStatus } from '../../../../protocol/fields.ts';
import { MAX_RESOURCE_PRIORITY } from '../../../../protocol/import-check.ts';
import { t } from '../../../i18n/index.ts';
import { tagsWrong } from '../../../parts/TagsField.tsx';

export interface BulkValues {
  what: 'change' | 'delete';
  /** '' = as it is; `retry` = new with every attempt. */
  status: ResourceStatus | 'retry' | '';
  priority: number | string;
  addTags: string[];
  removeTags: string[];
  unlockRead: boolean;
  unlockWrite: boolean;
  includeLocked: boolean;
}

export const unchanged: BulkValues = {
  what: 'change',
  status: '',
  priority: '',
  addTags: [],
  removeTags: [],
  unlockRead: false,
  unlockWrite: false,
  includeLocked: false,
};

export function changeOf(values: BulkValues): ParamsIn<'bulk.start'>['change'] {
  if (values.what === 'delete') return { delete: true };
  const { status, priority, addTags, removeTags, unlockRead, unlockWrite } = values;
  return {
    ...(status === 'retry' ? { retry: true as const } : status === '' ? {} : { status }),
    ...(priority === '' ? {} : { priority: Number(priority) }),
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
    ...(unlockRead || unlockWrite
      ? { unlock: { ...(unlockRead ? { read: true } : {}), ...(unlockWrite ? { write: true } : {}) } }
      : {}),
  };
}

export function checkBulk(values: BulkValues): Record<string, string | undefined> {
  const n = Number(values.priority);
  const fits = Number.isInteger(n) && n >= 0 && n <= MAX_RESOURCE_PRIORITY;
  return {
    priority: values.priority === '' || fits ? undefined : t('resource.priorityRule', { max: MAX_RESOURCE_PRIORITY }),
    addTags: tagsWrong(values.addTags),
    removeTags: tagsWrong(values.removeTags),
    what: Object.keys(changeOf(values)).length > 0 ? undefined : t('bulk.nothing'),
  };
}
