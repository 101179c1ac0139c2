/** Above a page's title: the list that it belongs to. */
import { Link } from 'wouter';

export const BackLink = ({ to, name }: { to: string; name: string }) => (
  <Link href={to} className="link above">
    {name}
  </Link>
);
