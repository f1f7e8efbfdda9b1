import { createApp } from 'vue';
import App from './App.vue';
import { i18n, locale } from './i18n/i18n.ts';
import { router } from './router.ts';
import './styles/base.css';

document.documentElement.lang = locale.value;

createApp(App).use(i18n).use(router).mount('#app');
