/** Looked for in this order: most browsers also name others that they descend from. */
const BROWSERS = [
  ['wxwork', '企业微信'],
  ['MicroMessenger', '微信'],
  ['DingTalk', '钉钉'],
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['QQBrowser', 'QQ 浏览器'],
  ['UCBrowser', 'UC 浏览器'],
  ['HuaweiBrowser', '华为浏览器'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;

const SYSTEMS = [
  ['HarmonyOS', '鸿蒙'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * What a person knows their device by, e.g. `Chrome · Windows`. Kept instead of the User-Agent itself, which tells more
 * than is needed here.
 */
export function deviceOf(userAgent: string): string {
  const named = (list: readonly (readonly [string, string])[]) =>
    list.find(([sign]) => userAgent.includes(sign))?.[1];
  const known = [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined);
  return known.join(' · ') || '未知设备';
}
