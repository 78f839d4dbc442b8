/** A character and the number of cells it takes. */
export interface Cell {
  readonly cell: string;
  readonly width: 1 | 2;
}

/** Controls, among them escape; direction marks, which could turn a line round; halves of pairs; private use. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Combining marks and other characters without a width of their own. */
const WIDTHLESS = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
/** Characters of two cells: Hangul, kana, Han, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f7e0}-\u{1f7eb}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/**
 * Text as cells of a terminal. What would move the cursor or change the terminal's state becomes `\ufffd`: names of
 * instruments come from exchanges.
 */
export function cellText(text: string): readonly Cell[] {
  const cells: Cell[] = [];
  for (const character of text) {
    if (character >= ' ' && character <= '~') cells.push({ cell: character, width: 1 });
    else if (UNFIT.test(character)) cells.push({ cell: '\ufffd', width: 1 });
    else if (!WIDTHLESS.test(character)) cells.push({ cell: character, width: WIDE.test(character) ? 2 : 1 });
  }
  return cells;
}
