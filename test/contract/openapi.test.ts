/** The API document: every route of people is in it and nothing else, references resolve, examples pass the contract. */
import * as assert from 'uvu/assert';
import { byteRoutes } from '../../protocol/byte-routes.ts';
import { contract, type VerbName, verbNames } from '../../protocol/contract.ts';
import { type Operation, openApiDocument, type Parameter } from '../../protocol/openapi.ts';
import { parseRoute } from '../../protocol/route.ts';
import { suite } from '../support/suite.ts';

const t = suite('OpenAPI document');
const document = openApiDocument('0.1.0');
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ at: `${method.toUpperCase()} ${path}`, operation })),
);

t('P1: it has every route of the contract and of bytes, and nothing else', () => {
  const routes = [...verbNames.flatMap((verb) => contract[verb].http ?? []), ...byteRoutes.map((r) => r.http)];
  const wanted = routes.map((http) => http.replace(/:(\w+)/g, '{$1}'));
  assert.equal(operations.map(({ at }) => at).sort(), wanted.sort());
});

t('every operation has a name of its own, a group that is described, a sentence and an answer', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  assert.is(new Set(names).size, names.length);
  const groups = new Map(document.tags.map((tag) => [tag.name, tag.description]));
  for (const { at, operation } of operations) {
    assert.ok(operation.summary.length > 5, at);
    for (const tag of operation.tags) assert.ok(groups.get(tag), `${at}: the group ${tag} is not described`);
    assert.ok('200' in operation.responses && 'default' in operation.responses, at);
  }
});

t('every reference leads to something, and nothing is unused', () => {
  const text = JSON.stringify(document);
  const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((m) => m[1]!));
  assert.ok(refs.size > 20);
  for (const ref of refs) assert.ok(at(ref), ref);
  for (const name of Object.keys(document.components.schemas))
    assert.ok(refs.has(`#/components/schemas/${name}`), `${name} is used`);
  assert.not.match(text, '__s', 'no name of the schema library gets out');
});

function at(ref: string): unknown {
  let here: unknown = document;
  for (const part of ref.replace('#/', '').split('/')) here = (here as Record<string, unknown> | undefined)?.[part];
  return here;
}

const ownParameters = (operation: Operation) => operation.parameters.filter((p): p is Parameter => 'in' in p);

t('path parameters are those of the path', () => {
  for (const { at: where, operation } of operations) {
    const inPath = ownParameters(operation).filter((p) => p.in === 'path');
    const wanted = [...where.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!);
    assert.equal(inPath.map((p) => p.name).sort(), wanted.sort(), where);
    assert.ok(inPath.every((p) => p.required));
  }
});

t('every example is one that the coordinator takes', () => {
  for (const { operation } of operations) {
    if (!(operation.operationId in contract)) continue;
    const { params, http } = contract[operation.operationId as VerbName];
    const path = ownParameters(operation).filter((p) => p.in === 'path');
    const query = ownParameters(operation).filter((p) => p.in === 'query' && p.required);
    assert.equal(query, [], `${operation.operationId}: the page shows no example for a query that must be there`);
    const example = {
      ...Object.fromEntries(path.map((p) => [p.name, p.example])),
      ...(operation.requestBody?.content['application/json']?.example as object | undefined),
    };
    const checked = params.safeParse(example);
    const says = `${http}: ${JSON.stringify(example)}: ${checked.error?.message}`;
    assert.ok(checked.success, `${says}; put a value for the field into protocol/openapi-example.ts`);
  }
});

t('who needs no sign-in is said, and only of verbs that anyone may send', () => {
  for (const { operation } of operations) {
    const row = contract[operation.operationId as VerbName];
    const open = row !== undefined && (row.who as readonly string[]).includes('anyone');
    assert.is(operation.security.length === 0, open, operation.operationId);
  }
  assert.ok(operations.every(({ at: where }) => parseRoute(where).path.startsWith('/')));
});

t.run();
