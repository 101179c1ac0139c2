/** All accidents, in the order in which they are told. */
import { clocks } from '../scenarios/clocks.ts';
import { crowd } from '../scenarios/crowd.ts';
import { disks } from '../scenarios/disks.ts';
import { kills } from '../scenarios/kills.ts';
import { links } from '../scenarios/links.ts';
import { points } from '../scenarios/points.ts';
import { stops } from '../scenarios/stops.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [...kills, ...points, ...links, ...stops, ...clocks, ...disks, ...crowd];
