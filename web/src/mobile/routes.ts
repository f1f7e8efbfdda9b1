import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router';
import { useSession } from '../auth/session.ts';
import { noteScan } from './scan-moment.ts';

function page(name: keyof typeof import('./pages.ts')) {
  return () => import('./pages.ts').then((pages) => pages[name]);
}

function codeLink(to: RouteLocationNormalized): RouteLocationRaw | true {
  noteScan(String(to.params['code']));
  return membersOnly(to);
}

function membersOnly(to: RouteLocationNormalized): RouteLocationRaw | true {
  if (useSession('member').viewer.value) return true;
  return { name: 'm-sign-in', query: to.path === '/m' ? {} : { next: to.fullPath } };
}

export const mobileRoutes: RouteRecordRaw[] = [
  {
    path: '/m',
    component: page('MobileShell'),
    children: [
      { path: 'sign-in', name: 'm-sign-in', component: page('MobileSignInPage') },
      {
        path: '',
        name: 'm-activities',
        component: page('MobileActivitiesPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true, hasTabs: true },
      },
      {
        path: 'index',
        name: 'm-index',
        component: page('MobileIndexPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true, hasTabs: true },
      },
      {
        path: 'scan',
        name: 'm-scan',
        component: page('MobileScanPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true },
      },
      {
        // What the code on a wall links to: with nobody signed in, the code survives the sign-in page.
        path: 'c/:code',
        name: 'm-code-link',
        component: page('MobileCodeLinkPage'),
        beforeEnter: codeLink,
        props: true,
        meta: { isMembersOnly: true },
      },
      {
        path: 'results/:id',
        name: 'm-result',
        component: page('MobileResultPage'),
        beforeEnter: membersOnly,
        props: true,
        meta: { isMembersOnly: true },
      },
    ],
  },
];
