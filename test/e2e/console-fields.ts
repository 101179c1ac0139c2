/** Fields of the console's forms as a person uses them: by what a screen reader calls them. */
import type { Page } from 'puppeteer';
import { until } from '../support/until.ts';
import type { Eyes } from './console-browser.ts';

/** A field, button or menu entry by its name. */
export const named = (name: string) => `::-p-aria([name="${name}"])`;

/** The same in the dialog that is open; the page behind may have one of the same name. */
const namedInDialog = (name: string) => `[role=dialog] ${named(name)}`;

/** A button of the dialog that is open; the page behind may have one of the same name. */
export const inDialog = (button: string) => `::-p-xpath(//*[@role="dialog"]//button[normalize-space()="${button}"])`;

/** Selects all that stands in a field of the dialog and types over it. */
export async function retype({ page }: Eyes, name: string, value: string): Promise<void> {
  await overtype(page, namedInDialog(name), value);
}

/** The same for what a selector finds. By keys: three clicks are only three of one when the page is quick enough. */
export async function overtype(page: Page, selector: string, value: string): Promise<void> {
  await page.locator(selector).click();
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyA');
  await page.keyboard.up('Control');
  if (value === '') await page.keyboard.press('Backspace');
  else await page.keyboard.type(value);
}

/** Chooses an entry of a list field of the dialog. */
export async function choose({ page }: Eyes, label: string, entry: string): Promise<void> {
  await page.locator(namedInDialog(label)).click();
  const find = `[...document.querySelectorAll('[role=option]')].find((o) => o.offsetParent && o.innerText.trim() === ${JSON.stringify(entry)})`;
  await until(`the list has ${entry}`, () => page.evaluate(`${find} !== undefined`) as Promise<boolean>);
  await page.evaluate(`${find}.click()`);
}
