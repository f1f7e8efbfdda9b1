import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router';
import { useSession } from '../auth/session.ts';

function staffOnly(to: RouteLocationNormalized): RouteLocationRaw | true {
  if (useSession('staff').viewer.value) return true;
  return { name: 'c-sign-in', query: to.path === '/console' ? {} : { next: to.fullPath } };
}

export const consoleRoutes: RouteRecordRaw[] = [
  { path: '/console/sign-in', name: 'c-sign-in', component: () => import('./pages/ConsoleSignInPage.vue') },
  {
    path: '/console',
    component: () => import('./ConsoleShell.vue'),
    beforeEnter: staffOnly,
    children: [
      { path: '', name: 'c-overview', component: () => import('./pages/ConsoleOverviewPage.vue') },
      { path: 'sites', name: 'c-sites', component: () => import('./pages/ConsoleSitesPage.vue') },
      { path: 'sessions', name: 'c-sessions', component: () => import('./pages/ConsoleSessionsPage.vue') },
      { path: 'screens', name: 'c-screens', component: () => import('./pages/ConsoleScreensPage.vue') },
      {
        path: 'simulation',
        name: 'c-simulation',
        component: () => import('./pages/ConsoleSimulationPage.vue'),
      },
    ],
  },
];
