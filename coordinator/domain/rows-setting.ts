/** The rows of settings that people changed. Conventions: rows.ts. */
import type { Author } from '../../protocol/fields.ts';

/** `id` is the setting's name (protocol/settings.ts). */
export interface SettingRow {
  id: string;
  workspace: string;
  value: number;
  editor: Author;
  updated: number;
}
