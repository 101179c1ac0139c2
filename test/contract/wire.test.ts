import * as assert from 'uvu/assert';
import { requestFor, routeOf } from '../../protocol/api-route.ts';
import { reconnectDelay } from '../../protocol/backoff.ts';
import { Client } from '../../protocol/client.ts';
import { contract, verbNames } from '../../protocol/contract.ts';
import { GantryError } from '../../protocol/errors.ts';
import { decodeFrame, packFrames, utf8Bytes } from '../../protocol/frame.ts';
import { parseManifest, resolveParams } from '../../protocol/manifest.ts';
import { checkParams, knownVerb } from '../../protocol/validate.ts';
import { suite } from '../support/suite.ts';

const t = suite('the wire');

const turn = () => new Promise((resolve) => setImmediate(resolve));

function refusal(work: () => unknown): GantryError {
  try {
    work();
  } catch (error) {
    if (error instanceof GantryError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function wire(client: Client) {
  const frames: string[] = [];
  client.opened({ send: (frame) => frames.push(frame) });
  return { frames, messages: () => frames.flatMap((f) => decodeFrame(f) as { id: number; verb: string }[]) };
}

t('S12: calls made in one turn travel in one frame, in their order', async () => {
  const client = new Client();
  const { frames, messages } = wire(client);
  for (let i = 0; i < 1_000; i++) client.call('resource.add', { queue: 'q', value: i }).catch(() => {});
  await turn();
  assert.is(frames.length, 1);
  assert.equal(
    messages().map((m) => m.id),
    Array.from({ length: 1_000 }, (_, i) => i + 1),
  );
});

t('S10: what was not answered is sent again after a reconnect with the same id, what was is not', async () => {
  const client = new Client();
  const before = wire(client);
  const first = client.call('a', {});
  const second = client.call('b', {});
  await turn();
  assert.ok(client.receive('{"re":1,"ok":"one"}'));
  assert.is(await first, 'one');
  client.closed();
  const after = wire(client);
  assert.equal(
    after.messages().map((m) => [m.id, m.verb]),
    [[2, 'b']],
  );
  client.receive('[{"re":1,"ok":"late"},{"re":2,"err":{"code":"LockTimeout","message":"busy"}}]');
  const error = await second.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.instance(error, GantryError);
  assert.is((error as GantryError).code, 'LockTimeout');
  assert.is(before.frames.length, 1);
});

t('a frame that is not one of ours is told from one that is', () => {
  const client = new Client();
  assert.is(client.receive('no json'), false);
  assert.is(client.receive('{"neither":1}'), false);
  assert.is(client.receive('{"verb":"run.stop","params":{}}'), true);
});

t('P1: no frame is larger than the limit, counted in UTF-8', () => {
  const messages = Array.from({ length: 50 }, (_, i) => JSON.stringify({ i, text: '😀é'.repeat(i) }));
  const frames = packFrames(messages, 500);
  assert.ok(frames.length > 1);
  for (const frame of frames) assert.ok(Buffer.byteLength(frame) <= 500, `${Buffer.byteLength(frame)} bytes`);
  assert.equal(
    frames.flatMap((f) => decodeFrame(f)!).map((m) => JSON.stringify(m)),
    messages,
  );
  for (const text of ['a', 'é', '漢', '😀', 'a😀é漢']) assert.is(utf8Bytes(text), Buffer.byteLength(text));
});

t('P10: the first reconnect comes within a second, later ones within thirty', () => {
  assert.is(reconnectDelay(0, 0), 0);
  assert.ok(reconnectDelay(0, 0.999) < 1_000);
  assert.ok(reconnectDelay(50, 0.999) <= 30_000);
  assert.ok(reconnectDelay(50, 0.999) > 29_000);
});

t('an unknown verb, an unknown parameter and a wrong type are refused with their names', () => {
  assert.is(refusal(() => knownVerb('resource.steal')).code, 'UnknownVerb');
  assert.is(refusal(() => knownVerb('toString')).code, 'UnknownVerb');
  assert.is(refusal(() => checkParams('pool.create', { name: 'a', nonsense: 1 })).field, 'nonsense');
  assert.is(refusal(() => checkParams('job.setPriority', { job: 'j_1', priority: 5_001 })).field, 'priority');
  assert.is(
    refusal(() =>
      checkParams('resource.addMany', { queue: 'q', items: [{ value: 1 }, { value: 1, tags: ['x'.repeat(31)] }] }),
    ).field,
    'items.1.tags.0',
  );
});

t('every verb of people has a route of its own, and path parameters that it knows', () => {
  const seen = new Map<string, string>();
  for (const verb of verbNames) {
    const route = routeOf(verb);
    const live = verb === 'live.subscribe';
    assert.is(
      route !== undefined || live,
      (contract[verb].who as readonly string[]).some((w) => w === 'person' || (w === 'anyone' && route)),
      verb,
    );
    if (!route) continue;
    const shape = Object.keys(contract[verb].params.shape);
    for (const name of route.pathParams) assert.ok(shape.includes(name), `${verb}: :${name}`);
    const key = `${route.method} ${route.path.replace(/:\w+/g, ':')}`;
    assert.not(seen.has(key), `${verb} and ${seen.get(key)} share ${key}`);
    seen.set(key, verb);
  }
});

t('names survive the way into an address', () => {
  const { path } = requestFor('pool.join', { pool: 'a/b ü?', robot: '#1' });
  assert.is(path, '/api/v1/pools/a%2Fb%20%C3%BC%3F/robots/%231');
});

t('J1, J2: a wrong manifest is refused with the field and the reason', () => {
  const good = { name: 'p', version: '1.0.0', command: ['node', 'main.js'] };
  assert.is(parseManifest(good).stopGrace, 10_000);
  const parameter = (change: object) => ({ ...good, parameters: [{ name: 'a', type: 'text', ...change }] });
  const needs = (change: object) => ({ ...good, needs: change });
  const cases: [object, string, RegExp][] = [
    [{ ...good, name: undefined }, 'name', /expected string/],
    [{ ...good, name: 'Ä' }, 'name', /small letters/],
    [{ ...good, name: 'n'.repeat(61) }, 'name', /60/],
    [{ ...good, version: undefined }, 'version', /expected string/],
    [{ ...good, version: '1' }, 'version', /like 1\.0\.3/],
    [{ ...good, version: 'v1.0.0' }, 'version', /like 1\.0\.3/],
    [{ ...good, title: 5 }, 'title', /expected string/],
    [{ ...good, title: 't'.repeat(201) }, 'title', /200/],
    [{ ...good, description: [] }, 'description', /expected string/],
    [{ ...good, command: undefined }, 'command', /expected array/],
    [{ ...good, command: 'node main.js' }, 'command', /expected array/],
    [{ ...good, command: [] }, 'command', /argv array/],
    [{ ...good, command: ['node', ''] }, 'command.1', /1/],
    [{ ...good, command: ['node', 7] }, 'command.1', /expected string/],
    [{ ...good, commnad: [] }, 'commnad', /not a known/],
    [{ ...good, parameters: {} }, 'parameters', /expected array/],
    [parameter({ name: '1st' }), 'parameters.0.name', /start with a letter/],
    [parameter({ name: 'a-b' }), 'parameters.0.name', /letters, digits and _/],
    [parameter({ type: 'date' }), 'parameters.0.type', /"text"/],
    [parameter({ required: 'yes' }), 'parameters.0.required', /expected boolean/],
    [parameter({ description: 1 }), 'parameters.0.description', /expected string/],
    [parameter({ choices: 'eu' }), 'parameters.0.choices', /expected array/],
    [parameter({ optional: true }), 'parameters.0.optional', /not a known/],
    [parameter({ type: 'number', default: 'x' }), 'parameters.0.default', /must be number, not string/],
    [parameter({ default: 'x', choices: ['eu', 'us'] }), 'parameters.0.default', /one of "eu", "us"/],
    [parameter({ type: 'file', default: 'a.pdf' }), 'parameters.0.default', /file parameter has none/],
    [parameter({ type: 'file', choices: ['a.pdf'] }), 'parameters.0.choices', /file parameter has none/],
    [
      parameter({ type: 'credential', default: {} }),
      'parameters.0.default',
      /everybody who gets the package could read it/,
    ],
    [parameter({ type: 'credential', choices: [{}] }), 'parameters.0.choices', /credential parameter has none/],
    [
      { ...good, parameters: [parameter({}).parameters[0], parameter({}).parameters[0]] },
      'parameters.1.name',
      /there twice/,
    ],
    [{ ...good, outputs: [{}] }, 'outputs.0.name', /expected string/],
    [{ ...good, outputs: [{ name: 'a', type: 'text' }] }, 'outputs.0.type', /not a known/],
    [needs({ screen: 'big' }), 'needs.screen', /1280x720/],
    [needs({ screen: '10x10' }), 'needs.screen', /1280x720/],
    [needs({ labels: 'eu' }), 'needs.labels', /expected array/],
    [needs({ labels: [''] }), 'needs.labels.0', /1/],
    [needs({ freeDiskMb: -1 }), 'needs.freeDiskMb', />=0/],
    [needs({ disk: 1 }), 'needs.disk', /not a known/],
    [{ ...good, timeout: '5m' }, 'timeout', /expected number/],
    [{ ...good, timeout: 25 * 86_400_000 }, 'timeout', /<=/],
    [{ ...good, stopGrace: -1 }, 'stopGrace', />=0/],
  ];
  for (const [manifest, field, says] of cases) {
    const error = refusal(() => parseManifest(manifest));
    assert.equal([error.code, error.field], ['ValidationError', field]);
    assert.match(error.message, says);
    assert.match(error.message, /^process\.json: /);
  }
});

t('J13: parameter values are checked against the manifest', () => {
  const manifest = parseManifest({
    name: 'p',
    version: '1.0.0',
    command: ['x'],
    parameters: [
      { name: 'who', type: 'text', required: true },
      { name: 'count', type: 'number', default: 3 },
      { name: 'mode', type: 'text', choices: ['fast', 'slow'], default: 'slow' },
    ],
  });
  assert.equal(resolveParams(manifest, { who: 'me' }), { who: 'me', count: 3, mode: 'slow' });
  assert.is(refusal(() => resolveParams(manifest, {})).field, 'params.who');
  assert.is(refusal(() => resolveParams(manifest, { who: 1 })).field, 'params.who');
  assert.is(refusal(() => resolveParams(manifest, { who: 'me', mode: 'x' })).field, 'params.mode');
  assert.match(
    refusal(() => resolveParams(manifest, { who: 'me', whom: 'x' })).message,
    /no such parameter.*who, count, mode/,
  );
});

t.run();
