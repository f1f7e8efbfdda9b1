import type { RouteRecordRaw } from 'vue-router';

export const screenRoutes: RouteRecordRaw[] = [
  { path: '/screen', name: 'screen-wall', component: () => import('./pages/ScreenWallPage.vue') },
  {
    path: '/screen/sites/:id',
    name: 'screen-site',
    component: () => import('./pages/ScreenSitePage.vue'),
    props: true,
  },
];
