/** How the console is built into `console/dist`: the contract's routes go in as a plain table, so that no zod does. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contract } from '../protocol/contract.ts';

const routes = Object.fromEntries(
  Object.entries(contract).flatMap(([verb, row]) => (row.http === undefined ? [] : [[verb, row.http]])),
);

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  define: { GANTRY_ROUTES: JSON.stringify(routes) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A strict CSP allows no data: scripts or fonts; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
