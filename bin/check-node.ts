/** Refuses a Node that is too old, in words, before anything native is loaded (on Node 20 SQLite's addon would just crash). */

const MIN_NODE_API = 10; // better-sqlite3 13 is built against it; Node 22.14 and later have it

if (Number(process.versions.napi) < MIN_NODE_API) {
  process.stderr.write(
    `Gantry needs Node 22.17 or newer; this is ${process.version} (${process.execPath}).\n` +
      'Install a newer Node (https://nodejs.org, or your distribution’s backports). In a checkout of Gantry, "sh setup.sh" brings one along.\n',
  );
  process.exit(1);
}
