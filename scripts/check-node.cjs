/** Is this Node new enough? Says in words what to do if not. Old syntax: it must run on any Node. */
'use strict';

/** better-sqlite3 is built against it; an older Node crashes on loading it, without a word. */
var LEAST_NODE_API = 10;

if (!(Number(process.versions.napi) >= LEAST_NODE_API)) {
  process.stderr.write(
    'Gantry needs Node 22.17 or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'In a checkout run "sh setup.sh": it brings a newer Node along, and "npm run ..." takes that one.\n' +
      'Otherwise install one from https://nodejs.org or your distribution.\n',
  );
  process.exit(1);
}
