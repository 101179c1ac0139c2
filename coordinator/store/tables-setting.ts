/** The table of settings; tables.ts proves that every column is here, with the kind of its type. */

export const settingTables = {
  setting: {
    columns: { id: 'text', workspace: 'text', value: 'int', editor: 'common', updated: 'int' },
  },
} as const;
