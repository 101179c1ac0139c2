/** A setting's number as one types it: with a unit that is easy to read, and back. Pure. */
import type { SettingView } from '../../../protocol/calls-settings.ts';
import { t } from '../../i18n/index.ts';
import { count } from '../../show/format.ts';

export type Unit = 'days' | 'hours' | 'MiB' | 'GiB' | 'TiB';
export interface Amount {
  /** '' while nothing is typed. */
  n: number | string;
  unit: Unit;
}

const sizes = { days: 1, hours: 1, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } satisfies Record<Unit, number>;
export const byteUnits: Unit[] = ['MiB', 'GiB', 'TiB'];
/** Digits after the point: enough for a limit that somebody set in bytes. */
const DIGITS = 3;

export function amountOf(value: number, unit: SettingView['unit']): Amount {
  if (unit !== 'bytes') return { n: value, unit };
  const large = byteUnits.findLast((one) => value >= sizes[one]) ?? (value === 0 ? 'GiB' : 'MiB');
  return { n: Number((value / sizes[large]).toFixed(DIGITS)), unit: large };
}

export const bytesOrCount = ({ n, unit }: Amount): number => Math.round(Number(n) * sizes[unit]);

/** `30 days`, `2 GiB`, `for ever`. */
export function amountWords(value: number, { unit, name }: Pick<SettingView, 'unit' | 'name'>): string {
  if (value === 0) return zeroWords(name);
  if (unit === 'days') return t('settings.days', { n: value });
  if (unit === 'hours') return t('settings.hours', { n: value });
  const { n, unit: size } = amountOf(value, unit);
  return `${count(Number(n))} ${t(`settings.unit.${size}`)}`;
}

function zeroWords(name: SettingView['name']): string {
  if (/Days$/.test(name)) return t('settings.forEver');
  return /^keep/.test(name) ? t('settings.noLimit') : t('settings.never');
}
