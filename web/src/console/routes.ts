import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router';
import { keepRedirectAnswer } from '../auth/redirect-answer.ts';
import { useSession } from '../auth/session.ts';
import { firstPage, mayOpen } from './roles.ts';

function staffOnly(to: RouteLocationNormalized): RouteLocationRaw | true {
  if (useSession('staff').viewer.value) return true;
  return { name: 'c-sign-in', query: to.path === '/console' ? {} : { next: to.fullPath } };
}

/** `/console` is the overview for those at work, and the first page of their own for others. */
function overviewOrFirst(): RouteLocationRaw | true {
  const roles = useSession('staff').viewer.value?.roles;
  return mayOpen('c-overview', roles) ? true : { name: firstPage(roles), replace: true };
}

/** What single sign-on brings back must not stay in the address. */
function withoutAnswer(to: RouteLocationNormalized): RouteLocationRaw | true {
  if (!keepRedirectAnswer(to.hash)) return true;
  return { name: 'c-sign-in', query: to.query, hash: '', replace: true };
}

export const consoleRoutes: RouteRecordRaw[] = [
  {
    path: '/console/sign-in',
    name: 'c-sign-in',
    beforeEnter: withoutAnswer,
    component: () => import('./pages/ConsoleSignInPage.vue'),
  },
  {
    path: '/console',
    component: () => import('./ConsoleShell.vue'),
    beforeEnter: staffOnly,
    children: [
      {
        path: '',
        name: 'c-overview',
        beforeEnter: overviewOrFirst,
        component: () => import('./pages/ConsoleOverviewPage.vue'),
      },
      { path: 'sites', name: 'c-sites', component: () => import('./pages/ConsoleSitesPage.vue') },
      { path: 'sessions', name: 'c-sessions', component: () => import('./pages/ConsoleSessionsPage.vue') },
      { path: 'waiting', name: 'c-waiting', component: () => import('./pages/ConsoleWaitingPage.vue') },
      { path: 'screens', name: 'c-screens', component: () => import('./pages/ConsoleScreensPage.vue') },
      { path: 'consents', name: 'c-consents', component: () => import('./pages/ConsoleConsentsPage.vue') },
      { path: 'reveal', name: 'c-reveal', component: () => import('./pages/ConsoleRevealPage.vue') },
      { path: 'accounts', name: 'c-accounts', component: () => import('./pages/ConsoleAccountsPage.vue') },
      { path: 'clients', name: 'c-clients', component: () => import('./pages/ConsoleClientsPage.vue') },
      { path: 'keys', name: 'c-keys', component: () => import('./pages/ConsoleKeysPage.vue') },
      { path: 'audit', name: 'c-audit', component: () => import('./pages/ConsoleAuditPage.vue') },
      { path: 'own', name: 'c-own', component: () => import('./pages/ConsoleOwnPage.vue') },
      {
        path: 'simulation',
        name: 'c-simulation',
        component: () => import('./pages/ConsoleSimulationPage.vue'),
      },
    ],
  },
];
