/** Saves the edited fields of a resource: looks first at what is there now, and stops where somebody changed the same field. */

import { GantryError } from '../../../../protocol/errors.ts';
import type { ResourceView } from '../../../../protocol/shapes.ts';
import { call } from '../../../api/call.ts';
import { t } from '../../../i18n/index.ts';
import { changesOf, conflicts, type Edits } from './edits.ts';

/** Somebody may be quicker between the look and the save, so many times in a row. */
const TRIES = 5;

interface Target {
  queue: string;
  id: string;
  /** `resource.retry` makes it new with every attempt as well. */
  verb: 'resource.edit' | 'resource.retry';
}

export async function saveEdits({ queue, id, verb }: Target, edits: Edits): Promise<ResourceView> {
  for (let tried = 1; ; tried++) {
    const { resource } = await call('resource.show', { queue, id });
    if (conflicts(edits, resource).length > 0) throw new GantryError('Conflict', t('edit.conflict'));
    try {
      return await call(verb, { queue, id, ...changesOf(edits), ifUpdated: resource.updated });
    } catch (error) {
      const quicker = error instanceof GantryError && error.code === 'Conflict' && error.field === 'ifUpdated';
      if (!quicker || tried === TRIES) throw error;
    }
  }
}
