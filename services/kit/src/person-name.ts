/** Characters that show nothing: format signs, bidi signs, variation selectors, fillers, halves of a pair. */
const UNSEEN = /(?![\s\p{Cc}])[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\p{Cs}]/gu;

/** Whatever looks like a blank; U+2800 is a pattern of Braille without a dot. */
const BLANKS = /[\s\p{Z}\p{Cc}\u2800]+/gu;

/** Letters and digits of another width and signs of radicals are the letter itself; punctuation keeps its width. */
const FORMS = /[\p{L}\p{N}\u2E80-\u2FDF]/gu;

/** All signs that stand for the dot in names such as 阿卜杜拉·买买提. */
const DOTS = /(?<=\p{L}\p{M}*) ?[·•‧∙⋅・･] ?(?=\p{L})|(?<=\p{sc=Han}\p{M}*) ?[.．] ?(?=\p{sc=Han})/gu;

const BLANK_BETWEEN_HAN = /(?<=\p{sc=Han}\p{M}*) (?=\p{sc=Han})/gu;

/**
 * A name as it is kept, whoever wrote it: what looks the same is the same text. Taking a name twice changes nothing; a name
 * of signs that show nothing is empty.
 */
export function tidyName(name: string): string {
  const seen = name.replaceAll('\uFEFF', '').replaceAll(UNSEEN, '').normalize('NFC');
  return seen
    .replaceAll(FORMS, (letter) => letter.normalize('NFKC'))
    .normalize('NFC')
    .replaceAll(BLANKS, ' ')
    .trim()
    .replaceAll(DOTS, '·')
    .replaceAll(BLANK_BETWEEN_HAN, '');
}

const graphemes = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });

/** Also letters that this machine's Unicode does not know yet, and those that a district made for itself. */
const LETTER = /[\p{L}\p{N}\p{Co}\p{Cn}]/u;

/**
 * 王*, 王*明: the middle hidden, or the end of a name of two letters. A letter is what a reader sees as one; a dot, a blank
 * or a hyphen between two letters does not make them three.
 */
export function maskName(name: string): string {
  const seen = [...graphemes.segment(tidyName(name))].map(({ segment }) => segment);
  const isLetter = (segment: string) => LETTER.test(segment);
  const count = seen.filter(isLetter).length;
  if (count <= 1) return '*';
  const shown = seen.slice(seen.findIndex(isLetter), seen.findLastIndex(isLetter) + 1);
  if (count === 2) return `${shown[0]}*`;
  return `${shown[0]}${'*'.repeat(shown.length - 2)}${shown.at(-1)}`;
}
