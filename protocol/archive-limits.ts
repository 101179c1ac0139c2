/** What an archive of a process package may contain (J4, X8): checked by the coordinator at upload, by agents at unpacking. */

/** Every limit of an archive; beyond one of them the archive is refused as a whole. */
export interface ArchiveLimits {
  /** Bytes of the archive itself (J3). */
  archiveBytes: number;
  /** Files and folders together. */
  entries: number;
  /** Bytes of everything unpacked. */
  unpackedBytes: number;
  /** Unpacked bytes for each byte of the archive, judged beyond `ratioFreeBytes`. */
  ratio: number;
  /** Small archives of very regular text may be tight: below this many unpacked bytes the ratio is not judged. */
  ratioFreeBytes: number;
  /** Code units of a path, and of one name in it. */
  pathLength: number;
  nameLength: number;
}

const MIB = 1024 * 1024;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  archiveBytes: 2048 * MIB,
  entries: 100_000,
  unpackedBytes: 8192 * MIB,
  ratio: 200,
  ratioFreeBytes: 64 * MIB,
  pathLength: 1_000,
  nameLength: 200,
};

/** Name of the manifest inside an archive, at its top. */
export const MANIFEST_NAME = 'process.json';
/** Bytes of a manifest. */
export const MAX_MANIFEST_BYTES = MIB;

export interface ArchiveEntry {
  path: string;
  /** As tar names it: `File`, `OldFile`, `ContiguousFile`, `Directory`, `SymbolicLink` … */
  type: string;
  size: number;
}

/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const FILES = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * Judges an archive entry by entry, in the order in which they come. Every method gives the reason of a refusal, or
 * undefined. `archiveBytes` is the size of the compressed archive.
 */
export class ArchiveCheck {
  readonly #archiveBytes: number;
  readonly #limits: ArchiveLimits;
  /** Path as compared → what it is: `file` or `folder`, and how it was written first. */
  readonly #seen = new Map<string, { kind: 'file' | 'folder'; path: string }>();
  #entries = 0;
  #unpacked = 0;
  #stream = 0;

  constructor(archiveBytes: number, limits: ArchiveLimits = ARCHIVE_LIMITS) {
    this.#archiveBytes = archiveBytes;
    this.#limits = limits;
  }

  entry(e: ArchiveEntry): string | undefined {
    if (++this.#entries > this.#limits.entries) return `has more than ${this.#limits.entries} files and folders`;
    const kind = e.type === 'Directory' ? 'folder' : FILES.has(e.type) ? 'file' : undefined;
    if (!kind) return `"${shown(e.path)}" is a ${e.type}; only regular files and folders may be in a package`;
    this.#unpacked += e.size;
    return this.#path(e.path, kind) ?? this.#size(this.#unpacked);
  }

  /** `bytes` more came out of the decompressor: headers and padding count as well, so that nothing hides in them. */
  decompressed(bytes: number): string | undefined {
    this.#stream += bytes;
    return this.#size(this.#stream);
  }

  #size(bytes: number): string | undefined {
    const { unpackedBytes, ratio, ratioFreeBytes } = this.#limits;
    if (bytes > unpackedBytes) return `unpacks to more than ${unpackedBytes} bytes`;
    if (bytes > ratioFreeBytes && bytes > ratio * this.#archiveBytes)
      return `unpacks to more than ${ratio} times its own size`;
    return undefined;
  }

  #path(raw: string, kind: 'file' | 'folder'): string | undefined {
    const wrong = pathProblem(raw, this.#limits);
    if (wrong) return `"${shown(raw)}" ${wrong}`;
    const names = cleanArchivePath(raw).split('/');
    if (names[0] === '') return undefined; // the package's own folder: `./`
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth).join('/');
      const clash = this.#claim(path, depth < names.length ? 'folder' : kind);
      if (clash) return clash;
    }
    return undefined;
  }

  #claim(path: string, kind: 'file' | 'folder'): string | undefined {
    const key = path.normalize('NFC').toLowerCase();
    const known = this.#seen.get(key);
    if (!known) {
      this.#seen.set(key, { kind, path });
      return undefined;
    }
    if (known.path !== path)
      return `"${shown(path)}" and "${shown(known.path)}" differ only in case: one would overwrite the other`;
    if (known.kind === 'file' || kind === 'file') return `"${shown(path)}" is there twice`;
    return undefined;
  }
}

/** The path of an entry as it lies inside the package: without a leading `./` and a trailing `/`. */
export function cleanArchivePath(path: string): string {
  return path
    .replace(/^(\.\/+)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/+$/, '');
}

function pathProblem(raw: string, limits: ArchiveLimits): string | undefined {
  if (raw.length > limits.pathLength) return 'has too long a path';
  if (/\p{Cc}/u.test(raw)) return 'has control characters in its path';
  if (raw.startsWith('/') || /^[A-Za-z]:/.test(raw)) return 'is an absolute path';
  if (raw.includes('\\')) return 'has a backslash in its path';
  const path = cleanArchivePath(raw);
  if (path === '') return undefined;
  for (const name of path.split('/')) {
    if (name === '..') return 'leads out of the package';
    if (name === '' || name === '.') return 'has an empty name in its path';
    if (name.length > limits.nameLength) return 'has too long a name in its path';
    if (DEVICE.test(name) || /[. ]$/.test(name) || /[<>:"|?*]/.test(name))
      return 'has a name that Windows cannot store';
  }
  return undefined;
}

const shown = (path: string) => path.slice(0, 120).replace(/\p{Cc}/gu, '?');
