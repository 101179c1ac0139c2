/** The coordinator's sentences for people: its instants in the viewer's time zone. */
import { language } from '../i18n/index.ts';
import { visible } from './visible.ts';

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const local = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** Text from outside, harmless to look at, with each instant as the viewer's clock has it. */
export const spoken = (text: string): string => visible(text.replace(INSTANT, (at) => local.format(Date.parse(at))));
