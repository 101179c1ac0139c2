/** A fleet with assets: what tests about bound parameters and reads start from. Secrets are sealed as the service does it. */
import { secretOwner } from '../../../coordinator/domain/asset.ts';
import { openPart } from '../../../coordinator/domain/asset-value.ts';
import { randomId } from '../../../coordinator/ids.ts';
import type { MasterKey } from '../../../coordinator/master-keys.ts';
import { seal, unseal } from '../../../coordinator/seal.ts';
import type { Params, ParamsIn, Result } from '../../../protocol/contract.ts';
import type { Json } from '../../../protocol/fields.ts';
import type { AssetType, SealedText } from '../../../protocol/shapes-asset.ts';
import { type Fleet, fleet } from './fleet.ts';

export const LOGIN = { user: 'robot-7', secret: 'correct horse' };

const PARAMETERS = [
  { name: 'login', type: 'credential', required: true },
  { name: 'server', type: 'text' },
  { name: 'limit', type: 'number', default: 10 },
  { name: 'region', type: 'text', choices: ['eu', 'us'] },
];

export class AssetWorld {
  readonly f: Fleet = fleet();
  key: MasterKey = this.f.key;

  constructor() {
    this.f.publish({ parameters: PARAMETERS });
  }

  get user(): string {
    const who = this.f.person('developer');
    return who.kind === 'person' ? who.user : '';
  }

  create(name: string, type: AssetType, value: Json, secret = type === 'credential'): Result<'asset.created'> {
    return this.f.do('asset.created', this.created(name, type, value, secret));
  }

  created(name: string, type: AssetType, value: Json, secret = type === 'credential'): Params<'asset.created'> {
    const id = randomId('a');
    const { user } = this;
    return {
      id,
      name,
      type,
      secret,
      description: `about ${name}`,
      user,
      ...this.kept(id, '', { type, value, secret }),
    };
  }

  set(asset: Result<'asset.created'>, value: Json, robot = ''): Result<'asset.valueSet'> {
    return this.f.do('asset.valueSet', {
      asset: asset.id,
      robot,
      user: this.user,
      ...this.kept(asset.id, robot, { ...asset, value }),
    });
  }

  kept(id: string, robot: string, { type, value, secret }: { type: AssetType; value?: Json; secret: boolean }) {
    const open = openPart(type, secret, value!);
    return secret
      ? { value: open, sealed: seal(JSON.stringify(value), secretOwner(id, robot), this.key) }
      : { value: open };
  }

  opened = (sealed: SealedText | undefined): Json => JSON.parse(unseal(sealed!, this.key));

  /** A deployment on one robot, and the order of a run on it. */
  robot = (name = 'desk-1'): string => this.f.robot(name);

  deploy(robot: string, change: Partial<ParamsIn<'deployment.create'>> = {}): Result<'deployment.create'> {
    return this.f.deploy({ robots: [robot], retries: 1, ...change });
  }

  /** A job of it that this robot takes: the order. */
  order(deployment: string, robot: string, change: Partial<ParamsIn<'job.run'>> = {}): Result<'run.accept'> {
    this.f.run(deployment, change);
    return this.f.accept(this.f.dispatch(robot)!);
  }
}
