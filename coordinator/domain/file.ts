/** Files that people give to parameters (J1): known by their content, kept while a deployment or an open job has them. */
import type { Params, Result } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { type FileValue, isFileValue } from '../../protocol/file-value.ts';
import type { Manifest } from '../../protocol/manifest.ts';
import { say } from '../../protocol/sentence.ts';
import { mustHaveRole } from './principal.ts';
import type { FileRow } from './rows.ts';
import type { Ctx, View } from './view.ts';

/** A file that is known already stays for another while: whoever uploaded it is about to use it. Needs an operator. */
export function addFile(view: View, p: Params<'file.added'>, ctx: Ctx): Result<'file.added'> {
  mustHaveRole(view, p.user, 'operator', 'uploading a file');
  const known = view.get('file', p.file);
  const { workspace } = ctx.who;
  const fresh: FileRow = {
    id: p.file,
    workspace,
    name: p.name,
    bytes: p.bytes,
    unusedSince: ctx.now,
    created: ctx.now,
  };
  if (!known) view.put('file', fresh);
  else if (known.unusedSince > 0) view.put('file', { ...known, unusedSince: ctx.now });
  return { file: p.file, name: p.name, bytes: p.bytes };
}

/** Never one that somebody refers to. */
export function forgetFiles(view: View, p: Params<'file.forget'>, _: Ctx): Result<'file.forget'> {
  const old = view.pick('unusedFiles', { upTo: p.before }, p.limit);
  for (const { id } of old) {
    view.drop('file', id);
    view.emit({ kind: 'blob', sha256: id });
  }
  return { forgotten: old.length };
}

/** Refuses with `params.NAME` a file that was never uploaded, was removed since, or has another size. */
export function mustHaveFiles(view: Pick<View, 'get'>, workspace: string, manifest: Manifest, params: unknown): void {
  const values = params as Record<string, unknown>;
  for (const { name, type } of manifest.parameters) {
    const value = values[name];
    if (type !== 'file' || !isFileValue(value)) continue;
    const row = view.get('file', value.file);
    const field = `params.${name}`;
    if (row?.workspace !== workspace)
      refuse(
        'ValidationError',
        say`${{ field }}: the file "${{ name: value.name }}" is not here (any more); upload it again`,
        {
          field,
        },
      );
    if (row.bytes !== value.bytes)
      refuse(
        'ValidationError',
        say`${{ field }}.bytes: the file has ${{ bytes: row.bytes }} bytes, not ${{ bytes2: value.bytes }}`,
        { field },
      );
  }
}

/**
 * Whoever keeps parameter values (`holder`, an id) says so with each change of them: `before` and `after` are the values;
 * `undefined` for a holder that is new, or that needs them no more.
 */
export function holdFiles(
  view: View,
  ctx: Pick<Ctx, 'now'>,
  holder: string,
  change: { before?: unknown; after?: unknown },
) {
  const before = filesIn(change.before);
  const after = filesIn(change.after);
  for (const file of after) if (!before.has(file)) hold(view, file, holder);
  for (const file of before) if (!after.has(file)) release(view, ctx, file, holder);
}

/** The files in the parameters of type `file`: what a supervisor may fetch for its run. */
export function fileParams(manifest: Manifest, params: unknown): Set<string> {
  const values = params as Record<string, unknown>;
  const given = manifest.parameters.filter((p) => p.type === 'file').map((p) => values[p.name]);
  return new Set(given.filter(isFileValue).map((value) => value.file));
}

function filesIn(params: unknown): Set<string> {
  const values = Object.values((params ?? {}) as Record<string, unknown>);
  return new Set(values.filter(isFileValue).map((value: FileValue) => value.file));
}

const usageId = (file: string, holder: string) => `${file}:${holder}`;

function hold(view: View, file: string, holder: string): void {
  const row = view.get('file', file);
  if (!row) return; // a JSON value that only looks like a file
  view.put('fileUse', { id: usageId(file, holder), file, holder });
  if (row.unusedSince > 0) view.put('file', { ...row, unusedSince: 0 });
}

function release(view: View, { now }: Pick<Ctx, 'now'>, file: string, holder: string): void {
  if (!view.get('fileUse', usageId(file, holder))) return;
  view.drop('fileUse', usageId(file, holder));
  const row = view.get('file', file);
  if (row && view.pick('usesOfFile', { file }, 1).length === 0) view.put('file', { ...row, unusedSince: now });
}
