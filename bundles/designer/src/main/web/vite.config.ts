// SPDX-License-Identifier: GPL-3.0-only
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The oldest browsers that show the page (docs/designer.md); public/browser.js tells older ones so. */
const OLDEST = ['chrome111', 'edge111', 'firefox115', 'safari16.4'];

export default defineConfig({
  plugins: [react()],
  // Whatever path the page is loaded from, its files are beside it.
  base: './',
  build: {
    target: OLDEST,
    cssTarget: OLDEST,
    // Nothing is inlined as data: the content security policy allows files of our own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          // Each would be a file of its own, all loaded with the page; together they compress better.
          groups: [{ name: 'shared', test: /\/src\/(ui\/|alarms\/useAlarms)/, minShareCount: 2 }],
        },
      },
    },
  },
});
