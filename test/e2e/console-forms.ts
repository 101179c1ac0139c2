/** What a person does in forms: finds fields by their labels, types, chooses, drops files. */
import type { Eyes } from './console-browser.ts';

interface FileInput {
  uploadFile(...paths: string[]): Promise<void>;
}

const field = (label: string) => `::-p-aria(${label})`;

/** Clears the field and types, so that a form sees each key. */
export async function fillIn(see: Eyes, label: string, value: string): Promise<void> {
  await see.page.locator(field(label)).fill(value);
}

/** Opens a list of choices and takes one. */
export async function choose(see: Eyes, label: string, option: string): Promise<void> {
  await see.page.locator(`input${field(label)}`).click();
  await see.page
    .locator(`::-p-xpath(//*[@role='option'][contains(normalize-space(), ${JSON.stringify(option)})])`)
    .click();
}

/** A button, switch, box or menu entry by what it is called. */
export async function press(see: Eyes, label: string): Promise<void> {
  await see.page.locator(field(label)).click();
}

/** The value that stands in a field. */
export const valueIn = (see: Eyes, label: string): Promise<string> =>
  see.page.$eval(field(label), (input) => (input as unknown as { value: string }).value);

/** Chooses files in the browser's own dialog. */
export async function chooseFiles(see: Eyes, selector: string, ...files: string[]): Promise<void> {
  const input = (await see.page.waitForSelector(selector)) as unknown as FileInput;
  await input.uploadFile(...files);
}

/** Everything that the browser keeps of this page by itself: drafts, settings, the address. */
export const keptByBrowser = (see: Eyes): Promise<string> =>
  see.page.evaluate(`JSON.stringify([sessionStorage, localStorage, location.href, history.state])`) as Promise<string>;
