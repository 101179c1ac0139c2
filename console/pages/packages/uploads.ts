/** Archives on their way to the coordinator, one after the other. They go on while other pages are open. */
import { useSyncExternalStore } from 'react';
import type { Result } from '../../../protocol/contract.ts';
import { queryClient } from '../../api/queries.ts';
import { upload } from '../../api/upload.ts';
import { t } from '../../i18n/index.ts';
import { told } from '../../show/told.ts';

export interface PackageUpload {
  id: number;
  name: string;
  bytes: number;
  /** 0 to 1; at 1 the coordinator looks through the archive. */
  share: number;
  state: 'waiting' | 'sending' | 'done' | 'refused' | 'stopped';
  /** Why it was refused. */
  because?: string;
  version?: Result<'version.added'>;
}

/** Rows that are kept; older ones that are over go. */
const KEPT = 50;
const ARCHIVE = /\.(tgz|tar\.gz)$/i;

class Uploads {
  #all: readonly PackageUpload[] = [];
  readonly #files = new Map<number, File>();
  readonly #watchers = new Set<() => void>();
  #last = 0;
  #stop = new AbortController();
  #busy = false;

  get all(): readonly PackageUpload[] {
    return this.#all;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  add(files: readonly File[]): void {
    const archives = files.filter(({ name }) => ARCHIVE.test(name));
    const others = files.filter(({ name }) => !ARCHIVE.test(name));
    const added = archives.map((file) => this.#row(file.name, file.size, 'waiting', file));
    if (others.length > 0) added.push({ ...this.#other(others), because: t('packages.notArchive') });
    this.#set([...added.reverse(), ...this.#all].slice(0, KEPT));
    void this.#work();
  }

  /** Gives up one that waits or is being sent. */
  stop(id: number): void {
    const row = this.#all.find((one) => one.id === id);
    if (row?.state === 'sending') this.#stop.abort();
    this.#change(id, { state: 'stopped' });
    this.#files.delete(id);
  }

  /** Forgets those that are over. */
  clear(): void {
    this.#set(this.#all.filter(isOpen));
  }

  #row(name: string, bytes: number, state: PackageUpload['state'], file?: File): PackageUpload {
    const id = ++this.#last;
    if (file) this.#files.set(id, file);
    return { id, name, bytes, share: 0, state };
  }

  /** A folder that was dropped comes as its files. */
  #other(files: readonly File[]): PackageUpload {
    const name = files.length === 1 ? files[0]!.name : t('packages.files', { n: files.length });
    return this.#row(
      name,
      files.reduce((sum, file) => sum + file.size, 0),
      'refused',
    );
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const next = this.#all.findLast((one) => one.state === 'waiting');
      if (!next) break;
      await this.#send(next.id);
    }
    this.#busy = false;
  }

  async #send(id: number): Promise<void> {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#change(id, { state: 'sending' });
    try {
      const onProgress = (share: number) => this.#change(id, { share });
      const version = await upload<Result<'version.added'>>('/packages', this.#files.get(id)!, { onProgress, signal });
      this.#change(id, { state: 'done', share: 1, version });
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('package.') });
    } catch (error) {
      if (!signal.aborted) this.#change(id, { state: 'refused', because: told(error as Error) });
    }
    this.#files.delete(id);
  }

  #change(id: number, change: Partial<PackageUpload>): void {
    this.#set(this.#all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #set(all: readonly PackageUpload[]): void {
    this.#all = all;
    for (const watcher of this.#watchers) watcher();
  }
}

export const uploads = new Uploads();

export const isOpen = ({ state }: PackageUpload): boolean => state === 'waiting' || state === 'sending';

export const useUploads = (): readonly PackageUpload[] =>
  useSyncExternalStore(
    (watcher) => uploads.watch(watcher),
    () => uploads.all,
  );
