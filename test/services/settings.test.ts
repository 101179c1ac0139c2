/** E17: settings that an administrator changes count at once, outlast restarts, stand in the audit, and are bounded. */
import * as assert from 'uvu/assert';
import { type SettingName, settingNames } from '../../protocol/settings.ts';
import { suite } from '../support/suite.ts';
import { api, archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('services: settings');
let s: Stage;

t.before.each(async () => {
  s = await stage({ limits: { keepVideoDays: 20 } });
});
t.after.each(() => s.close());

async function setting(name: SettingName) {
  const { items } = await s.api('settings.show', {});
  return items.find((item) => item.name === name)!;
}

t('E17: a stored setting wins over that of the start, also after a restart, until it is given back', async () => {
  assert.equal(
    (await s.api('settings.show', {})).items.map(({ name }) => name),
    settingNames,
  );
  const before = await setting('keepVideoDays');
  assert.equal([before.value, before.default, before.editor, before.updated], [20, 20, undefined, undefined]);
  const { changed } = await s.api('settings.update', { keepVideoDays: 14, keepVideoBytes: 5, keepLogDays: 180 });
  assert.equal(changed, ['keepVideoDays', 'keepVideoBytes', 'keepLogDays']);
  await s.restart({ limits: { keepVideoDays: 25 } });
  const stored = await setting('keepVideoDays');
  assert.equal([stored.value, stored.default, stored.editor?.kind], [14, 25, 'user']);
  assert.ok(stored.updated! > 0);
  assert.equal((await s.api('settings.update', { keepVideoDays: 14 })).changed, [], 'it is so already');
  await s.api('settings.update', { keepVideoDays: null });
  assert.equal([(await setting('keepVideoDays')).value, (await setting('keepVideoDays')).editor], [25, undefined]);
  assert.is((await setting('keepVideoBytes')).value, 5, 'the others stay');
});

t('E17: a changed limit counts for the next request', async () => {
  const archive = await archiveOf(manifestOf('hello'));
  await s.api('settings.update', { packageBytes: 10 });
  const refused = await s.publish(archive);
  assert.is(refused.status, 413);
  assert.match(((await refused.json()) as { message: string }).message, 'a package may have at most 10 bytes');
  await s.api('settings.update', { packageBytes: null });
  assert.is((await s.publish(archive)).status, 200);
});

t('E17: a setting out of its bounds is refused by its name, and nothing of that request counts', async () => {
  const wrong = await refusalOf(s.api('settings.update', { keepLogDays: 3, keepVideoDays: -1 }));
  assert.equal([wrong.code, wrong.field], ['ValidationError', 'keepVideoDays']);
  const unknown = await refusalOf(s.api('settings.update', { colour: 1 } as never));
  assert.is(unknown.code, 'ValidationError');
  assert.is((await setting('keepLogDays')).value, 180);
});

t('X3, X11: administrators change settings, everybody may see them; the audit says who changed what', async () => {
  const { token } = await s.api('token.create', { name: 'ops', role: 'developer' });
  const refused = await refusalOf(api(s.url, token, 'settings.update', { keepVideoDays: 1 }));
  assert.is(refused.code, 'Forbidden');
  assert.is((await api(s.url, token, 'settings.show', {})).items.length, settingNames.length);
  await s.api('settings.update', { keepVideoDays: 7 });
  await s.api('settings.update', { keepVideoDays: 8 });
  const { items } = await s.api('audit.list', { verb: 'settings.', outcome: 'done' });
  const [{ changes, by }] = items as [(typeof items)[number]];
  assert.is(by.kind, 'user');
  assert.equal(changes, [
    { what: 'setting', id: 'keepVideoDays', name: 'keepVideoDays', before: { value: 7 }, after: { value: 8 } },
  ]);
});

t.run();
