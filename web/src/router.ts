import { createRouter, createWebHistory } from 'vue-router';
import { consoleRoutes } from './console/routes.ts';
import { mobileRoutes } from './mobile/routes.ts';
import { screenRoutes } from './screen/routes.ts';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'start', component: () => import('./StartPage.vue') },
    ...screenRoutes,
    ...mobileRoutes,
    ...consoleRoutes,
    { path: '/:rest(.*)*', redirect: { name: 'start' } },
  ],
});
