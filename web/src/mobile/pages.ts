// One chunk for the whole phone: whoever has it open can go on when the network is gone, which is when a check-in waits.
export { default as MobileActivitiesPage } from './pages/MobileActivitiesPage.vue';
export { default as MobileCodeLinkPage } from './pages/MobileCodeLinkPage.vue';
export { default as MobileDevicesPage } from './pages/MobileDevicesPage.vue';
export { default as MobileExportPage } from './pages/MobileExportPage.vue';
export { default as MobileIndexPage } from './pages/MobileIndexPage.vue';
export { default as MobileMePage } from './pages/MobileMePage.vue';
export { default as MobilePrivacyPage } from './pages/MobilePrivacyPage.vue';
export { default as MobileResultPage } from './pages/MobileResultPage.vue';
export { default as MobileScanPage } from './pages/MobileScanPage.vue';
export { default as MobileShell } from './MobileShell.vue';
export { default as MobileSignInPage } from './pages/MobileSignInPage.vue';
