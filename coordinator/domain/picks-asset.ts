/** The ordered searches over assets and sealed secrets. */
import { pick } from './pick.ts';

export const assetPicks = {
  assetValuesOf: pick()({ table: 'assetValue', fixed: {}, by: ['asset'], order: [['id', 'asc']] }),
  assetValuesOfRobot: pick()({ table: 'assetValue', fixed: {}, by: ['robot'], order: [['id', 'asc']] }),
  secretsUnder: pick()({ table: 'secret', fixed: {}, by: ['key'], order: [['id', 'asc']] }),
  deploymentsOf: pick()({ table: 'deployment', fixed: { deleted: 0 }, by: ['workspace'], order: [['id', 'asc']] }),
} as const;
