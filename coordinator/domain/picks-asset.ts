/** The ordered searches over assets and sealed secrets. */
import { pick } from './pick.ts';

export const assetPicks = {
  assetValuesOf: pick()({ table: 'assetValue', fixed: {}, by: ['asset'], order: [['id', 'asc']] }),
  assetValuesOfRobot: pick()({ table: 'assetValue', fixed: {}, by: ['robot'], order: [['id', 'asc']] }),
  secretsUnder: pick()({ table: 'secret', fixed: {}, by: ['key'], order: [['id', 'asc']] }),
  assets: pick()({ table: 'asset', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
  usesOfSecret: pick()({ table: 'secretUse', fixed: {}, by: ['secret'], order: [['id', 'asc']] }),
  unusedSecrets: pick()({
    table: 'secret',
    fixed: {},
    by: [],
    upTo: 'unusedSince',
    order: [
      ['unusedSince', 'asc'],
      ['id', 'asc'],
    ],
  }),
  deploymentsOf: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
} as const;
