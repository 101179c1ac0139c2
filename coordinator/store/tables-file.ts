/** The tables of files for parameters and of who refers to them. */
import type { Table } from './tables.ts';

export const fileTables: { readonly [T in 'file' | 'fileUse']: Table<T> } = {
  file: {
    columns: {
      id: 'text',
      workspace: 'text',
      name: 'text',
      bytes: 'int',
      unusedSince: 'int',
      created: 'int',
    },
  },
  fileUse: { columns: { id: 'text', file: 'text', holder: 'text' }, compact: true },
};
