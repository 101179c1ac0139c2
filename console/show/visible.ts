/** Text from outside, made harmless to look at: control characters and direction tricks become marks (X5). */

// Everything a terminal or a text engine would obey instead of showing.
const OBEYED = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const PICTURES = 0x2400;
const DELETE = 0x7f;

/** `text` with each obeyed character shown: ESC as ␛, others as control pictures or `⟨U+202E⟩`; tabs as two spaces. */
export const visible = (text: string): string => text.replace(OBEYED, mark);

function mark(char: string): string {
  const code = char.codePointAt(0)!;
  if (char === '\t') return '  ';
  if (code < 0x20) return String.fromCodePoint(PICTURES + code);
  if (code === DELETE) return '␡';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The same for a text of several lines: its line ends stay line ends. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join('\n');
