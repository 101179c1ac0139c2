/** File parameters at the agent (J1): there before user code starts, under their own names, verified; or the run fails. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as assert from 'uvu/assert';
import { safeFileName } from '../../protocol/file-value.ts';
import type { Parameter } from '../../protocol/manifest.ts';
import { suite } from '../support/suite.ts';
import { Supervision, shell } from './support/supervision.ts';

const t = suite('files of parameters, at the agent');

let scene: Supervision;
t.before.each(async () => {
  scene = await new Supervision().start();
});
t.after.each(() => scene.stop());

const parameter = (name: string): Parameter => ({ name, type: 'file', required: false });
function given(name: string, content: string, kept = content) {
  const file = createHash('sha256').update(content).digest('hex');
  scene.coordinator.files.set(file, Buffer.from(kept));
  return { file, name, bytes: Buffer.byteLength(content) };
}

t('J1: the parameter is the path of a file with its own name; GANTRY_PARAM_ and GANTRY_PARAMS say so', async () => {
  const script =
    'cat "$GANTRY_PARAM_INVOICE" "$GANTRY_PARAM_SECOND"; echo; echo "$GANTRY_PARAM_INVOICE"; echo "$GANTRY_PARAMS"';
  const manifest = { parameters: [parameter('invoice'), parameter('second'), parameter('none')] };
  const params = { invoice: given('bill (ü).pdf', 'one '), second: given('bill (ü).pdf', 'two'), plain: 'text' };
  const { run, folder, gone } = await scene.begin(shell(script), ['./main.sh'], { manifest, params });
  await gone;
  const lines = scene.coordinator.lines(run, 'stdout');
  assert.is(scene.coordinator.ended(run)!.reason, 'completed');
  assert.equal(lines[0], 'one two');
  assert.match(lines[1]!, new RegExp(`^${folder}/files/invoice/bill \\(ü\\)\\.pdf$`));
  const values = JSON.parse(lines[2]!) as Record<string, string>;
  assert.equal([values.invoice, values.plain, values.none], [lines[1], 'text', undefined]);
  assert.is.not(dirname(values.second!), dirname(values.invoice!));
  assert.not(existsSync(folder), 'they go with the run');
});

t('J1: content that is not what was uploaded fails the run as file, before user code starts', async () => {
  const manifest = { parameters: [parameter('invoice')] };
  for (const kept of ['wrong content', 'longer than what was announced']) {
    const params = { invoice: given('a.txt', 'right content', kept) };
    const { run, gone } = await scene.begin(shell('echo ran'), ['./main.sh'], { manifest, params });
    await gone;
    const ended = scene.coordinator.ended(run)!;
    assert.equal([ended.state, ended.reason], ['failed', 'file']);
    assert.match(ended.error!, /^parameter invoice: the file "a\.txt".*upload it again/);
    assert.equal(scene.coordinator.lines(run, 'stdout'), []);
    assert.ok(scene.coordinator.lines(run, 'system').some((line) => line.includes('parameter invoice')));
  }
});

t('J1: a file that is gone at the coordinator fails the run with that reason', async () => {
  const invoice = { ...given('a.txt', 'x'), file: 'f'.repeat(64) };
  const manifest = { parameters: [parameter('invoice')] };
  const { run, gone } = await scene.begin(shell('echo ran'), ['./main.sh'], { manifest, params: { invoice } });
  await gone;
  const ended = scene.coordinator.ended(run)!;
  assert.equal([ended.reason, scene.coordinator.lines(run, 'stdout')], ['file', []]);
});

t('X8: a name never leads out of its folder, and can be stored on any machine', () => {
  const cases: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\bill.pdf', 'bill.pdf'],
    ['..', 'file'],
    ['.', 'file'],
    ['/', 'file'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['a\0b\nc.txt', 'a_b_c.txt'],
    ['what?*.pdf ', 'what__.pdf'],
    ['con.pdf', '_con.pdf'],
    ['e\u0301.txt', 'é.txt'],
    ['\u202Egnp.exe', '_gnp.exe'],
    [`${'n'.repeat(300)}.pdf`, `${'n'.repeat(116)}.pdf`],
  ];
  for (const [name, safe] of cases) assert.is(safeFileName(name), safe, JSON.stringify(name));
});

t.run();
