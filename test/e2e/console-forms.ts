/** What a person does in forms: finds fields by their labels, types, chooses, drops files. */
import type { Eyes } from './console-browser.ts';

interface Element {
  evaluate<R>(of: (one: { getAttribute(name: string): string | null }) => R): Promise<R>;
}
interface FileInput {
  uploadFile(...paths: string[]): Promise<void>;
}

const named = (label: string) => `::-p-aria(${label})`;
/** Nothing else of that name: a table's column may have it, too. */
const field = (label: string) => `input${named(label)}, textarea${named(label)}`;

/** Clears the field and types, so that a form sees each key. */
export async function fillIn(see: Eyes, label: string, value: string): Promise<void> {
  const { keyboard } = see.page;
  await see.page.locator(field(label)).click();
  await keyboard.down('Control');
  await keyboard.press('KeyA');
  await keyboard.up('Control');
  await keyboard.press('Backspace');
  if (value !== '') await keyboard.sendCharacter(value);
}

/** Opens a list of choices and takes one. */
export async function choose(see: Eyes, label: string, option: string): Promise<void> {
  const input = `input[aria-haspopup=listbox]${named(label)}`; // a switch beside it may have the same name
  await see.page.locator(input).click();
  const list = await see.page.waitForSelector(input);
  const id = await (list as unknown as Element).evaluate((one) => one.getAttribute('aria-controls'));
  const wanted = `//*[@id='${id}']//*[@role='option'][contains(normalize-space(), ${JSON.stringify(option)})]`;
  await see.page.locator(`::-p-xpath(${wanted})`).click();
}

/** A button, switch, box or menu entry by what it is called. */
export async function press(see: Eyes, label: string): Promise<void> {
  await see.page.locator(named(label)).click();
}

/** Turns a switch over, as the keyboard does: the input itself is hidden behind its picture. */
export async function flip(see: Eyes, label: string): Promise<void> {
  const input = `::-p-xpath(//label[descendant::*[normalize-space()='${label}']]//input)`;
  await see.page.waitForSelector(input);
  await see.page.focus(input);
  await see.page.keyboard.press('Space');
}

/** The value that stands in a field. */
export const valueIn = (see: Eyes, label: string): Promise<string> => see.property(field(label), 'value');

/** Chooses files in the browser's own dialog. */
export async function chooseFiles(see: Eyes, selector: string, ...files: string[]): Promise<void> {
  const input = (await see.page.waitForSelector(selector)) as unknown as FileInput;
  await input.uploadFile(...files);
}

/** Everything that the browser keeps of this page by itself: drafts, settings, the address. */
export const keptByBrowser = (see: Eyes): Promise<string> =>
  see.page.evaluate(`JSON.stringify([sessionStorage, localStorage, location.href, history.state])`) as Promise<string>;
