/** How the console is built into `console/dist`: the contract's routes go in as a plain table, so that no zod does; texts are compressed once, here. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contract } from '../protocol/contract.ts';

const routes = Object.fromEntries(
  Object.entries(contract).flatMap(([verb, row]) => (row.http === undefined ? [] : [[verb, row.http]])),
);

/** Smaller files are not worth a second one. */
const WORTH_BYTES = 1_024;

/** `x.js.gz` beside `x.js`: the coordinator sends it to browsers that take it. Not brotli: they take that over TLS only. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (dir === undefined || !/\.(js|css|svg)$/.test(name)) continue;
      const bytes = readFileSync(join(dir, name));
      if (bytes.length >= WORTH_BYTES) writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), compressed],
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
