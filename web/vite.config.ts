import vue from '@vitejs/plugin-vue';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const gateway = process.env.HONGXIN_GATEWAY_URL ?? 'http://127.0.0.1:4000';
const toGateway = { target: gateway, changeOrigin: false };

/** Every browser that runs this page reads woff2; without this the build would carry each slice of the font twice. */
function withoutOldFontFormat(): Plugin {
  return {
    name: 'without-old-font-format',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource') || !id.endsWith('.css')) return null;
      return code.replaceAll(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, '');
    },
  };
}

export default defineConfig({
  plugins: [withoutOldFontFormat(), vue()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: {
    host: process.env.HOST ?? '127.0.0.1',
    port: Number(process.env.PORT ?? 5173),
    strictPort: true,
    proxy: {
      '/graphql': { ...toGateway, ws: true },
      '/auth': toGateway,
      '/dev': toGateway,
      '/demo': toGateway,
    },
  },
  build: {
    target: 'es2022',
    // Slices of the font as data URLs would all be loaded at once, which is what slicing avoids.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') || file.endsWith('.wasm') ? false : undefined),
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
