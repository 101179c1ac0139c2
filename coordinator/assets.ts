/** The services of assets (J6, S6): values are checked and secrets sealed on the way in, opened for runs on the way out. */

import { refuse } from '../protocol/errors.ts';
import type { Json } from '../protocol/fields.ts';
import type { AssetType, SealedText } from '../protocol/shapes-asset.ts';
import { behalfOf, personAsking } from './behalf.ts';
import type { Core } from './core.ts';
import { secretOwner, theAsset } from './domain/asset.ts';
import { checkAsset, isSecret, openPart } from './domain/asset-value.ts';
import { robotAuthor } from './domain/author.ts';
import { theRobot } from './domain/lookup.ts';
import { randomId } from './ids.ts';
import type { KeyRotation } from './key-rotation.ts';
import type { Masks } from './masks.ts';
import type { Services } from './router.ts';
import type { Vault } from './vault.ts';

type AssetServices = Pick<Services, 'asset.create' | 'asset.set' | 'asset.read' | 'key.rotate'>;
type Keep<R> = (kept: { value: Json; sealed?: SealedText }) => Promise<R>;

export interface AssetParts {
  vault: Vault;
  rotation: KeyRotation;
  masks: Masks;
}

export function assetServices(core: Core, { vault, rotation, masks }: AssetParts): AssetServices {
  /** `owner`: what the secret belongs to; '' = it is none. */
  const keep = <R>(value: Json, open: Json, owner: string, save: Keep<R>): Promise<R> =>
    owner === '' ? save({ value }) : vault.sealed(value, owner, (sealed) => save({ value: open, sealed }));
  return {
    'asset.create': ({ name, type, value, secret: said, description = '' }, asker) => {
      const { user } = personAsking(asker);
      const secret = isSecret(type, said);
      const checked = checkAsset(type, value);
      const id = randomId('a');
      const owner = secret ? secretOwner(id, '') : '';
      return keep(checked, openPart(type, secret, checked), owner, (kept) =>
        core.system(
          'asset.created',
          { id, name, type, secret, description, user, ...kept },
          behalfOf(asker, 'asset.create', `asset ${name}`),
        ),
      );
    },
    'asset.set': async ({ asset: name, value, robot: robotName }, asker) => {
      const { user, workspace } = personAsking(asker);
      const { asset, robot } = await core.store.read((view) => ({
        asset: theAsset(view, workspace, name),
        robot: robotName === undefined ? '' : theRobot(view, workspace, robotName).id,
      }));
      const checked = checkAsset(asset.type, value);
      const secret = asset.secret === 1;
      const owner = secret ? secretOwner(asset.id, robot) : '';
      return keep(checked, openPart(asset.type, secret, checked), owner, (kept) =>
        core.system(
          'asset.valueSet',
          { asset: asset.id, robot, user, ...kept },
          behalfOf(asker, 'asset.set', `asset ${asset.name}`),
        ),
      );
    },
    'asset.read': async ({ asset }, { who, from }) => {
      if (who.kind !== 'script') return refuse('Forbidden', 'only the script of a run reads assets');
      const { run, epoch } = who;
      const by = await core.store.read((view) => robotAuthor(view, run));
      const behalf = { by, from, verb: 'asset.read', target: `asset ${asset}` };
      const { sealed, ...taken } = await core.system('asset.taken', { run, epoch, asset }, behalf);
      if (!sealed) return taken;
      const value = vault.open(sealed);
      await masks.ask({ run, epoch }, secretTexts(taken.type, value));
      return { ...taken, value };
    },
    'key.rotate': ({ lost = false }, asker) => rotation.rotate(lost, behalfOf(asker, 'key.rotate', 'master key')),
  };
}

/** What of a secret's value is to be masked: of a credential not the user. */
const secretTexts = (type: AssetType, value: Json): string[] => [
  type === 'credential' ? (value as { secret: string }).secret : (value as string),
];
