/** What the build puts into the console: see vite.config.ts. */

/** Verb → `METHOD /path` of every verb that people may send over HTTP. */
declare const GANTRY_ROUTES: Record<string, string>;
