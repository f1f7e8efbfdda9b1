/** Whether a text was copied from an example without being replaced: `/DISTRICT_ID/`, `<district id>`, `…`, `区级组织全称`. */
export function isPlaceholder(text: string): boolean {
  const words = text.replaceAll('/', ' ').trim();
  return /[<>{}]|…|\.\.\./.test(words) || /^[A-Z]+(_[A-Z]+)+$/.test(words) || EXAMPLES.has(words);
}

const EXAMPLES = new Set(['区级组织全称', '组织全称', '全称', '用户名', '姓名', '组织编号', '站点编号']);
