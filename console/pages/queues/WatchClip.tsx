/** The link to the seconds in which a run had a resource in hand (E15). */
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from 'wouter';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';

interface Props {
  run: string;
  /** Instants in ms since 1970; `until` undefined while it is in hand. */
  from: number;
  until: number | undefined;
  /** The resource's id. */
  item: string;
}

export const WatchClip = ({ run, ...span }: Props) => (
  <Link href={to.clip(run, span)} className="link nowrap author">
    <IconPlayerPlay size={14} aria-hidden />
    {t('clips.watch')}
  </Link>
);
