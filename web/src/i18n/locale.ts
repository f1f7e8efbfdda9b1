export type Locale = 'zh-CN' | 'en';

const STORAGE_KEY = 'hongxin.locale';

/** `?lang=` wins and is kept; then what was chosen before; Chinese without either. */
export function chooseLocale(search: string, kept: string | null): Locale {
  const asked = new URLSearchParams(search).get('lang') ?? kept;
  return asked !== null && asked.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

export function readLocale(): Locale {
  const locale = chooseLocale(location.search, localStorage.getItem(STORAGE_KEY));
  keepLocale(locale);
  return locale;
}

export function keepLocale(locale: Locale): void {
  localStorage.setItem(STORAGE_KEY, locale);
}
