/** A form that is sent: what was typed stays when the server refuses, and the reason stands at its field. */
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { GantryError } from '../../protocol/errors.ts';
import { forgetDraft, keepDraft, readDraft } from '../environment.ts';
import { told } from '../show/told.ts';

interface Options<Values extends object, Answer> {
  initial: Values;
  /** Checks before sending, each a text or nothing by field; the server checks again. */
  check?: (values: Values) => Record<string, string | undefined>;
  save: (values: Values) => Promise<Answer>;
  onSaved: (answer: Answer) => void;
  /** What is typed is kept under this name until it is saved or given up: it survives a reload and a lost session. */
  draft?: string | undefined;
  /** Fields that are never kept: passwords, tokens, values of secrets. */
  secrets?: (keyof Values & string)[];
  /** What of the values may be kept, when secrets stand deeper in them. */
  draftOf?: (values: Values) => object;
  /** Where a field of the server's refusal stands in this form, when it is called otherwise here. */
  fieldOf?: (field: string, values: Values) => string | undefined;
}

export interface Saving<Values extends object> {
  form: UseFormReturnType<Values>;
  busy: boolean;
  /** A refusal that belongs to no field of the form. */
  refused: Error | undefined;
  submit: () => void;
  /** Gives up what was typed. */
  giveUp: () => void;
  edited: boolean;
  /** What is shown was typed before, and kept until now. */
  restored: boolean;
  /** Forgets what was kept, and shows the form as it is without. */
  startOver: () => void;
}

export function useSaving<Values extends object, Answer>(options: Options<Values, Answer>): Saving<Values> {
  const { initial, draft, secrets = [], draftOf = (values: object) => without(values, secrets) } = options;
  const form = useForm<Values>({ mode: 'controlled', initialValues: initial });
  const client = useQueryClient();
  const edited = form.isDirty();
  // Values that are saved or given up: while the page is being left, they become no draft again.
  const settled = useRef<Values>(undefined);
  const [restored, setRestored] = useDraft(form, draft, (values) =>
    values === settled.current ? undefined : draftOf(values),
  );
  useUnsaved(edited);
  const saving = useMutation<Answer, Error, Values>({
    mutationFn: options.save,
    onSuccess: (answer, saved) => {
      settled.current = saved;
      if (draft !== undefined) forgetDraft(draft);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'run.log' });
      options.onSaved(answer);
    },
    onError: (error) => {
      const field = fieldIn(form.values, error, options.fieldOf);
      if (field !== undefined) form.setFieldError(field, told(error));
    },
  });
  const atField = saving.error && fieldIn(form.values, saving.error, options.fieldOf) !== undefined;
  return {
    form,
    busy: saving.isPending,
    refused: saving.error && !atField ? saving.error : undefined,
    edited,
    restored: restored && edited,
    startOver: () => {
      form.reset();
      setRestored(false);
    },
    giveUp: () => {
      settled.current = form.values;
      if (draft !== undefined) forgetDraft(draft);
    },
    submit: () => {
      const wrong = Object.entries(options.check?.(form.values) ?? {}).filter(([, says]) => says !== undefined);
      form.setErrors(Object.fromEntries(wrong));
      if (wrong.length === 0) saving.mutate(form.values);
    },
  };
}

/** The form's field that the refusal names: as it is, or its first part (`params.date` → `params`). */
function fieldIn<Values extends object>(
  values: Values,
  error: Error,
  fieldOf: ((field: string, values: Values) => string | undefined) | undefined,
): string | undefined {
  if (!(error instanceof GantryError) || error.field === undefined) return undefined;
  const mine = fieldOf?.(error.field, values);
  if (mine !== undefined) return mine;
  return Object.hasOwn(values, error.field.split('.')[0]!) ? error.field : undefined;
}

function useDraft<Values extends object>(
  form: UseFormReturnType<Values>,
  name: string | undefined,
  draftOf: (values: Values) => object | undefined,
): [restored: boolean, setRestored: (restored: boolean) => void] {
  const started = useRef(false);
  const [restored, setRestored] = useState(false);
  const { values } = form;
  useEffect(() => {
    if (name === undefined) return;
    if (started.current) {
      const now = form.isDirty() ? draftOf(values) : undefined;
      if (now) keepDraft(name, now);
      else forgetDraft(name);
      return;
    }
    started.current = true;
    const draft = readDraft(name);
    if (draft === undefined) return;
    form.setValues({ ...values, ...(draft as Partial<Values>) });
    setRestored(true);
  }, [name, values, form, draftOf]);
  return [restored, setRestored];
}

const without = (values: object, secrets: readonly string[]): object =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !secrets.includes(key)));

/** The browser asks before it closes a page on which something was typed. */
export function useUnsaved(edited: boolean): void {
  useEffect(() => {
    if (!edited) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [edited]);
}
