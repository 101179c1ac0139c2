/** The table of the audit; tables.ts proves that every column is here, with the kind of its type. */

export const auditTables = {
  audit: {
    columns: {
      id: 'text',
      workspace: 'text',
      n: 'int',
      at: 'int',
      by: 'common',
      actor: 'text',
      from: 'text',
      verb: 'text',
      target: 'text',
      outcome: 'text',
      code: 'text',
      says: 'text',
      changes: 'json',
      more: 'int',
      hash: 'text',
    },
    age: { column: 'at', by: 'id' },
  },
} as const;
