import { computed } from 'vue';
import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import { keepLocale, readLocale, type Locale } from './locale.ts';
import { zhCN } from './zh-CN.ts';

export const i18n = createI18n({
  legacy: false,
  locale: readLocale(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
});

document.documentElement.lang = i18n.global.locale.value;

export const locale = computed<Locale>(() => i18n.global.locale.value);

export function setLocale(next: Locale): void {
  i18n.global.locale.value = next;
  keepLocale(next);
  document.documentElement.lang = next;
}
