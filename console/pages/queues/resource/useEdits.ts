/** The form over one resource that stays live: edits on top of what is there now. */
import type { ResourceView, ResourceWithValue } from '../../../../protocol/shapes.ts';
import { useVerb } from '../../../api/queries.ts';
import { type Saving, useSaving } from '../../../parts/useSaving.ts';
import { conflicts, type Edits, edit, type Field, type Fields, fieldsOf, forget, insist, noEdits } from './edits.ts';
import { saveEdits } from './saveEdits.ts';

export interface Editing {
  now: ResourceWithValue;
  saving: Saving<Edits>;
  /** What a field shows: as it was edited, else as it is now. */
  shown: Fields;
  set: <F extends Field>(field: F, value: Fields[F]) => void;
  isEdited: (field: Field) => boolean;
  isConflict: (field: Field) => boolean;
  keepMine: (field: Field) => void;
  takeTheirs: (field: Field) => void;
}

interface Options {
  queue: string;
  id: string;
  verb: 'resource.edit' | 'resource.retry';
  check: (edits: Edits) => Record<string, string | undefined>;
  onSaved: (resource: ResourceView) => void;
}

/** `resource.show`, and the form as soon as it is there. */
export function useResource(queue: string, id: string) {
  return useVerb('resource.show', { queue, id }, { topics: [`queue:${queue}`, 'queues'] });
}

/** `tags.0` and `readLock.until` stand at the field they are of. */
const fieldOf = (field: string): string => field.split('.')[0]!;

export function useEdits(now: ResourceWithValue, { queue, id, verb, check, onSaved }: Options): Editing {
  const saving = useSaving<Edits, ResourceView>({
    initial: noEdits,
    draft: `${verb}.${id}`,
    check,
    fieldOf,
    save: (edits) => saveEdits({ queue, id, verb }, edits),
    onSaved,
  });
  const { form } = saving;
  const edits = form.values;
  const colliding = conflicts(edits, now);
  const change = (next: Edits, field: Field) => {
    form.setValues(next);
    form.clearFieldError(field);
  };
  return {
    now,
    saving,
    shown: { ...fieldsOf(now), ...edits.mine },
    set: (field, value) => change(edit(edits, now, field, value), field),
    isEdited: (field) => Object.hasOwn(edits.mine, field),
    isConflict: (field) => colliding.includes(field),
    keepMine: (field) => change(insist(edits, now, field), field),
    takeTheirs: (field) => change(forget(edits, field), field),
  };
}
