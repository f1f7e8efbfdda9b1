import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router';
import { keepRedirectAnswer } from '../auth/redirect-answer.ts';
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

/** What WeChat's sign-in brings back must not stay in the address. */
function withoutAnswer(to: RouteLocationNormalized): RouteLocationRaw | true {
  if (!keepRedirectAnswer(to.hash)) return true;
  return { name: 'm-sign-in', query: to.query, hash: '', replace: true };
}

export const mobileRoutes: RouteRecordRaw[] = [
  {
    path: '/m',
    component: page('MobileShell'),
    children: [
      {
        path: 'sign-in',
        name: 'm-sign-in',
        component: page('MobileSignInPage'),
        beforeEnter: withoutAnswer,
      },
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
        path: 'me',
        name: 'm-me',
        component: page('MobileMePage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true, hasTabs: true },
      },
      {
        path: 'me/privacy',
        name: 'm-privacy',
        component: page('MobilePrivacyPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true },
      },
      {
        path: 'me/devices',
        name: 'm-devices',
        component: page('MobileDevicesPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true },
      },
      {
        path: 'me/export',
        name: 'm-export',
        component: page('MobileExportPage'),
        beforeEnter: membersOnly,
        meta: { isMembersOnly: true },
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
