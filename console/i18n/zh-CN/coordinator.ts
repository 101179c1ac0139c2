/** The coordinator's sentences in Chinese, each by its English form. */
import { checks } from './coordinator-checks.ts';
import { reasons } from './coordinator-reasons.ts';
import { refusals } from './coordinator-refusals.ts';
import { waiting } from './coordinator-waiting.ts';
import { words } from './coordinator-words.ts';

export const coordinator: Readonly<Record<string, string>> = {
  ...refusals,
  ...checks,
  ...words,
  ...waiting,
  ...reasons,
};
