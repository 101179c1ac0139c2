/** Where runs go, as forms hold it: a pool or named robots, never both (J14); what was chosen of the other kind is kept. Pure. */
import { t } from '../../i18n/index.ts';

export interface Target {
  kind: 'pool' | 'robots';
  pool: string | null;
  robots: string[];
}

export const targetOf = ({ pool, robots }: { pool?: string | undefined; robots: string[] }): Target => ({
  kind: robots.length > 0 ? 'robots' : 'pool',
  pool: pool ?? null,
  robots,
});

/** As the coordinator is told. */
export const saidTarget = ({ kind, pool, robots }: Target): { pool?: string; robots?: string[] } =>
  kind === 'robots' ? { robots } : pool === null ? {} : { pool };

export function checkTarget({ kind, pool, robots }: Target): string | undefined {
  if (kind === 'pool') return pool === null ? t('target.choosePool') : undefined;
  return robots.length === 0 ? t('target.chooseRobots') : undefined;
}

/** Its refusals name the pool or a robot; both stand at the one field. */
export const fieldOfTarget = (field: string): string | undefined =>
  /^(pool|robots)\b/.test(field) ? 'target' : undefined;
