import * as assert from 'uvu/assert';
import { did } from '../../console/pages/audit/verbs.ts';
import { byteRoutes } from '../../protocol/byte-routes.ts';
import { contract } from '../../protocol/contract.ts';
import { suite } from '../support/suite.ts';

const t = suite('the words of the audit');

/** Services that change nothing: who am I, and what is on my screen. */
const looks = ['session.show', 'live.subscribe'];
/** What people change: by a verb, or by bytes that they send. */
const changes = [
  ...Object.entries(contract).flatMap(([verb, row]) =>
    row.kind !== 'read' && row.audit !== false && (row.who as readonly string[]).includes('person') ? [verb] : [],
  ),
  ...byteRoutes.flatMap(({ http, name }) => (http.startsWith('PUT') ? [name] : [])),
];

t('X11: what a person can change has a word in the console', () => {
  assert.ok(changes.length > 50 && changes.includes('package.publish'));
  const without = changes.filter(
    (verb) => !looks.includes(verb) && !Object.hasOwn(did, verb.slice(verb.indexOf('.') + 1)),
  );
  assert.equal(without, []);
});

t.run();
