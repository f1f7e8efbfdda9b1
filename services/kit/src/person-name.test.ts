import { describe, expect, it } from 'vitest';
import { maskName } from './personal-data.ts';
import { tidyName } from './person-name.ts';

describe('a name is kept without what nobody sees', () => {
  it.each<[string, string, string]>([
    ['as written', '王明', '王明'],
    ['a wide blank between Han letters', '王\u3000明', '王明'],
    ['a blank between Han letters', '王 明', '王明'],
    ['other blanks between Han letters', '王\u00A0\u2003\u2800\t\n明', '王明'],
    ['a control sign between Han letters', '王\u0000明', '王明'],
    ['blanks around', ' \u3000王小明\u2028', '王小明'],
    ['a space of no width', '王\u200B明', '王明'],
    ['joiners and the mark of byte order', '\uFEFF王\u200D\u2060明\u200C', '王明'],
    ['signs of direction', '\u202E王\u2066明\u2069\u200F', '王明'],
    ['a soft hyphen and tags', '王\u00AD\u{E0041}明', '王明'],
    ['variation selectors', '王\uFE00\u{E0100}明\uFE0F\u{E01EF}', '王明'],
    ['fillers', '王\u3164明\u115F\uFFA0', '王明'],
    ['half of a pair', '王\uD842明', '王明'],
    ['a letter of the supplementary plane', '𠮷\u3000田', '𠮷田'],
    ['a letter in its compatible form', '\uF9EA明', '離明'],
    ['a radical for the letter', '⽅明', '方明'],
    ['marks apart from their letter', 'Zoe\u0308', 'Zoë'],
    ['wide Latin letters', 'Ｗａｎｇ　Ｍｉｎｇ', 'Wang Ming'],
    ['Latin names keep one blank', 'John   Smith', 'John Smith'],
    ['Han beside Latin keeps its blank', '王 Ming', '王 Ming'],
    ['other dots', '阿卜杜拉•买买提', '阿卜杜拉·买买提'],
    ['a wide dot with blanks', '阿卜杜拉 ・ 买买提', '阿卜杜拉·买买提'],
    ['a full stop for the dot', '阿卜杜拉.买买提', '阿卜杜拉·买买提'],
    ['an initial keeps its full stop', 'John F. Smith', 'John F. Smith'],
    ['brackets keep their width', '区两新工委管理员（演示）', '区两新工委管理员（演示）'],
    ['nothing to see', '\u200B\u3000\uFE0F', ''],
  ])('%s', (_, written, kept) => {
    expect(tidyName(written)).toBe(kept);
    expect(tidyName(kept)).toBe(kept);
  });
});

describe('a masked name never shows both letters of a name of two', () => {
  it.each([
    ['王明', '王*'],
    ['王\u3000明', '王*'],
    ['王 明', '王*'],
    ['王\u200B明', '王*'],
    ['王明\uFE00', '王*'],
    ['王\u{E0100}明\u{E0101}', '王*'],
    ['\u2067王明\u2069', '王*'],
    ['王·明', '王*'],
    ['王-明', '王*'],
    ['（王明）', '王*'],
    ['𠮷田', '𠮷*'],
    ['A B', 'A*'],
    ['e\u0301a\u0300', 'é*'],
    ['王\u0301明\u0302', '王\u0301*'],
  ])('%j is shown as %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it.each([
    ['王小明', '王*明'],
    ['王 小 明', '王*明'],
    ['欧阳小明', '欧**明'],
    ['𠮷田太郎', '𠮷**郎'],
    ['阿卜杜拉·买买提', '阿******提'],
    ['阿卜杜拉•买买提', '阿******提'],
    ['John Smith', 'J********h'],
    ['Zoe\u0308', 'Z*ë'],
    ['a\u0301b\u0323x\u0308', 'á*ẍ'],
    ['王', '*'],
    ['王\uFE0F\u3000', '*'],
    ['A', '*'],
    ['·', '*'],
    ['', '*'],
  ])('and %j is shown as %s', (name, masked) => expect(maskName(name)).toBe(masked));
});
