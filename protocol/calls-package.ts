/** Verbs of people about packages and their versions (J3); their bytes: byte-routes.ts. */
import { z } from 'zod';
import { PackageName, Semver } from './fields.ts';
import { listing, listOf } from './listing.ts';
import { PackageView } from './shapes-fleet.ts';
import { PackageDetail, RobotFit } from './shapes-package.ts';
import { Nothing, read, write } from './verb.ts';

const people = ['person'] as const;

export const callsPackage = {
  'package.list': read({
    who: people,
    params: listing(['name', 'created']),
    result: listOf(PackageView),
    http: 'GET /packages',
    says: 'Packages with their versions.',
  }),
  'package.show': read({
    who: people,
    params: { package: PackageName },
    result: PackageDetail,
    http: 'GET /packages/:package',
    says: 'One package: its versions, highest first, and which deployments and live jobs use each.',
  }),
  'version.robots': read({
    who: people,
    params: { package: PackageName, /** Or `latest`. */ version: z.string().max(64) },
    result: z.strictObject({ items: z.array(RobotFit) }),
    http: 'GET /packages/:package/versions/:version/robots',
    says: 'Which robots have what a package version needs, and what the others lack.',
  }),
  'package.delete': write({
    who: people,
    role: 'developer',
    params: { package: PackageName },
    result: Nothing,
    http: 'DELETE /packages/:package',
    says: 'Delete a package with all its versions; refused while a deployment or a live job uses one of them (J3).',
  }),
  'version.delete': write({
    who: people,
    role: 'developer',
    params: { package: PackageName, version: Semver },
    result: Nothing,
    http: 'DELETE /packages/:package/versions/:version',
    says: 'Delete a version that no deployment and no live job uses (J3). Its jobs stay readable; its number stays spent.',
  }),
};
