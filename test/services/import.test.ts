/** An import against a real coordinator: each portion once although answers are lost; stopping, going on, giving up. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { apiFor } from '../../bin/api.ts';
import { type ImportTask, runImport } from '../../bin/import/run-import.ts';
import type { GantryError } from '../../protocol/errors.ts';
import { PORTION_ITEMS } from '../../protocol/import-send.ts';
import { suite } from '../support/suite.ts';
import { refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('import');
let s: Stage;
let proxy: Server;
/** Answers to lose: the request arrives, its answer does not. */
let lose = 0;
let portions = 0;

t.before(async () => {
  s = await stage();
  proxy = createServer((asked, reply) => {
    const { method, url, headers } = asked;
    const isPortion = url?.endsWith('/many') === true;
    if (isPortion) portions++;
    const onward = request(`${s.url}${url}`, { method: method!, headers }, (answer) => {
      if (isPortion && lose > 0) {
        lose--;
        answer.resume();
        reply.destroy();
      } else {
        reply.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(reply);
      }
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
t.after(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await s.close();
});

const line = (n: number) => JSON.stringify({ n });
const source = (lines: string[]) => ({
  name: 'test',
  size: undefined,
  pieces: async function* () {
    const text = lines.join('\n');
    for (let at = 0; at < text.length; at += 50_000) yield { text: text.slice(at, at + 50_000), bytes: at };
  },
  close: async () => {},
});
const numbers = (count: number) => Array.from({ length: count }, (_, n) => line(n));

async function task(queue: string, lines: string[], more: Partial<ImportTask> = {}): Promise<ImportTask> {
  const known = (await s.api('queue.list', {})).items.some((q) => q.name === queue);
  if (!known) await s.api('queue.create', { name: queue });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    ...{ api: apiFor({ url, token: s.token }), queue, source: source(lines), plan: { format: 'jsonl' } },
    ...{ strict: false, dryRun: false, fromLine: 1, run: undefined, errors: undefined, json: true },
    ...{ stopped: () => false, ...more },
  };
}
const total = async (queue: string) => (await s.api('queue.show', { queue })).total;

t('S10: portions whose answers are lost are sent again and added once', async () => {
  lose = 2;
  portions = 0;
  const sum = await runImport(await task('lossy', numbers(2 * PORTION_ITEMS + 5)));
  assert.is(lose, 0);
  assert.is(portions, 5);
  assert.equal([sum.added, sum.refused], [2 * PORTION_ITEMS + 5, 0]);
  assert.is(await total('lossy'), 2 * PORTION_ITEMS + 5);
});

t('S10: an import that gave up says how many are in; with --resume the rest follows and nothing twice', async () => {
  const lines = numbers(3 * PORTION_ITEMS);
  const first = await task('resumed', lines, { patienceMs: 0 });
  let answered = 0;
  const api = { ...first.api, call: first.api.call };
  api.call = ((verb: 'resource.addMany', params: never, key?: string) => {
    if (++answered === 2) lose = 1;
    return first.api.call(verb, params, key);
  }) as typeof api.call;
  const error: GantryError = await refusalOf(runImport({ ...first, api }));
  assert.is(error.code, 'Unavailable');
  assert.match(error.message, new RegExp(`${PORTION_ITEMS} resources are in.*--resume \\w+:${PORTION_ITEMS + 1}`));
  assert.is(await total('resumed'), 2 * PORTION_ITEMS, 'the portion without an answer is in as well');
  const [, run, from] = /--resume (\w+):(\d+)/.exec(error.message)!;
  const sum = await runImport(await task('resumed', lines, { run, fromLine: Number(from) }));
  assert.is(sum.added, 2 * PORTION_ITEMS, 'the answer of the portion that was in is told again');
  assert.is(await total('resumed'), 3 * PORTION_ITEMS);
});

t('a stop ends after the portion on its way and says where to go on', async () => {
  const lines = numbers(4 * PORTION_ITEMS);
  portions = 0;
  const sum = await runImport(await task('stopped', lines, { stopped: () => portions >= 1 }));
  const [run, from] = sum.resume!.split(':') as [string, string];
  assert.is(await total('stopped'), sum.added);
  assert.is(Number(from), sum.added + 1);
  const rest = await runImport(await task('stopped', lines, { run, fromLine: Number(from) }));
  assert.is(sum.added + rest.added, lines.length);
  assert.is(await total('stopped'), lines.length);
});

t('a wrong line stops nothing; with strict nothing is added; a dry run adds nothing', async () => {
  const lines = [line(1), 'nonsense', JSON.stringify('x'.repeat(1024 * 1024)), line(2)];
  assert.equal(
    await runImport(await task('strict', lines, { strict: true })).then((r) => [r.added, r.refused]),
    [0, 2],
  );
  const dry = await runImport(await task('strict', lines, { dryRun: true }));
  assert.equal([dry.samples, dry.refused], [[{ value: { n: 1 } }, { value: { n: 2 } }], 2]);
  assert.is(await total('strict'), 0);
  const sum = await runImport(await task('strict', lines));
  assert.equal([sum.added, sum.refused, sum.lines], [2, 2, 4]);
  assert.equal(
    sum.bad.map((b) => b.line),
    [2, 3],
  );
  assert.match(sum.bad[1]!.reason, '1 MiB');
});

t('Q40: with a key, lines that are there already add nothing, also within the file', async () => {
  const lines = [...numbers(10), ...numbers(10)];
  const plan = { format: 'jsonl' as const, key: 'n' };
  assert.equal(await runImport(await task('keys', lines, { plan })).then((r) => [r.added, r.known]), [10, 10]);
  assert.equal(await runImport(await task('keys', lines, { plan })).then((r) => [r.added, r.known]), [0, 20]);
});

t('the largest values go through, one to a portion', async () => {
  const large = Array.from({ length: 3 }, (_, n) => JSON.stringify(String(n).repeat(1024 * 1024 - 2)));
  assert.is((await runImport(await task('large', large))).added, 3);
});

t('a queue that is deleted in the middle ends the import with its words', async () => {
  const error = await refusalOf(runImport(await task('there', numbers(3), { queue: 'not there' })));
  assert.is(error.code, 'QueueNotFound');
});

t.run();
