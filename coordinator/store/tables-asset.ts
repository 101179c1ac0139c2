/** The tables of assets and sealed secrets; tables.ts proves that every column is here, with the kind of its type. */

export const assetTables = {
  asset: {
    columns: {
      id: 'text',
      workspace: 'text',
      name: 'text',
      nameKey: 'text',
      type: 'text',
      secret: 'int',
      description: 'text',
      deleted: 'int',
      author: 'common',
      created: 'int',
    },
  },
  assetValue: {
    columns: {
      id: 'text',
      asset: 'text',
      robot: 'text',
      value: 'json',
      secret: 'text',
      version: 'int',
      editor: 'common',
      updated: 'int',
    },
  },
  secret: {
    columns: { id: 'text', owner: 'text', key: 'text', wrapped: 'text', text: 'text', unusedSince: 'int' },
  },
  secretUse: { columns: { id: 'text', secret: 'text', holder: 'text' }, compact: true },
} as const;
