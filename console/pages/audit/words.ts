/** What an entry of the audit says, in words: what was done, to what kind of thing, of which name. Pure. */

import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { did, kinds } from './verbs.ts';

/** `Changed`; a verb that this console does not know yet is shown as it is called. */
export function doneWords(verb: string): string {
  const action = verb.slice(verb.indexOf('.') + 1);
  return Object.hasOwn(did, action) ? t(`audit.did.${did[action as keyof typeof did]}`) : verb;
}

export const kindWords = (kind: string): string =>
  Object.hasOwn(kinds, kind) ? t(`audit.kind.${kinds[kind as keyof typeof kinds]}`) : kind;

/** `deployment invoices` → kind and name. */
export function partsOf(target: string): { kind: string; name: string } {
  const at = target.indexOf(' ');
  return at < 0 ? { kind: target, name: '' } : { kind: target.slice(0, at), name: target.slice(at + 1) };
}

/** Where the thing is to be seen, for kinds whose address follows from the name. */
export function addressOf(target: string): string | undefined {
  const { kind, name } = partsOf(target);
  if (name === '') return undefined;
  switch (kind) {
    case 'deployment':
      return to.deployment(name);
    case 'queue':
      return to.queue(name);
    case 'schedule':
      return to.schedule(name);
    case 'calendar':
      return to.calendar(name);
    case 'webhook':
      return to.webhook(name);
    case 'user':
      return to.user(name);
    case 'job':
      return name.startsWith('j_') ? to.job(name) : undefined;
    case 'package':
      return to.package(name);
    case 'asset':
      return to.asset(name);
    default:
      return undefined;
  }
}

/** The first parts of verbs, as a filter offers them. */
export const verbKinds = [
  'asset',
  'bulk',
  'calendar',
  'condition',
  'deployment',
  'effect',
  'job',
  'key',
  'package',
].concat([
  ...['pool', 'queue', 'resource', 'robot', 'schedule', 'session', 'settings', 'token', 'user', 'version', 'webhook'],
]);
