/** The demo's real input: rows of airports.csv from the npm package vega-datasets, and one row that cannot be right. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { refuse } from '../../protocol/errors.ts';

export interface Airport {
  iata: string;
  name: string;
  city: string;
  state: string;
  country: string;
  latitude: number;
  longitude: number;
}

/** No airport lies beyond the pole: the robot must refuse it as a business error, once, without retry. */
export const IMPOSSIBLE: Airport = {
  iata: 'ZZZ',
  name: 'Beyond the Pole',
  city: 'Nowhere',
  state: 'NA',
  country: 'USA',
  latitude: 123.4,
  longitude: 0,
};

/** What the robot is to call an airport's note: the demo's own expectation, not the robot's code. */
export const titleOf = (airport: Airport): string => `${airport.iata} ${airport.name}`;

/** `count` rows spread over the whole file, so that names, cities and states differ. */
export function airports(count: number): Airport[] {
  const [head, ...lines] = readFileSync(csvFile(), 'utf8').trim().split(/\r?\n/).map(splitRow);
  const rows = lines.map((cells) => toAirport(Object.fromEntries(head!.map((name, i) => [name, cells[i] ?? '']))));
  const step = Math.max(1, Math.floor(rows.length / count));
  return Array.from({ length: count }, (_, i) => rows[i * step]!);
}

const toAirport = (row: Record<string, string>): Airport => ({
  iata: row.iata!,
  name: row.name!,
  city: row.city!,
  state: row.state!,
  country: row.country!,
  latitude: Number(row.latitude),
  longitude: Number(row.longitude),
});

/** One CSV row: cells may be quoted, quotes inside are doubled; this file has no line breaks inside cells. */
function splitRow(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '',
  );
}

function csvFile(): string {
  const folder = packageFolder('vega-datasets');
  const file = join(folder, 'data', 'airports.csv');
  return existsSync(file) ? file : refuse('Unavailable', `${file} is missing: run "npm i vega-datasets" again`);
}

/** Folder of an npm package that only the demo needs, or a refusal that says how to get it. */
export function packageFolder(name: string): string {
  for (const from of [join(process.cwd(), 'x.js'), import.meta.filename]) {
    for (const folder of createRequire(from).resolve.paths(name) ?? []) {
      if (existsSync(join(folder, name, 'package.json'))) return join(folder, name);
    }
  }
  return refuse(
    'Unavailable',
    `the demo needs the npm package ${name}: run "npm i ${name}" in ${dirname(join(process.cwd(), 'x'))} (in a checkout of Gantry: sh setup.sh)`,
  );
}
