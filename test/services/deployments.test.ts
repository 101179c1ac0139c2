import * as assert from 'uvu/assert';
import { suite } from '../support/suite.ts';
import { archiveOf, manifestOf, refusalOf, type Stage, stage } from './support/stage.ts';

const t = suite('what people read around deployments');

async function withStage(body: (s: Stage) => Promise<void>) {
  const s = await stage();
  try {
    await s.api('pool.create', { name: 'p' });
    await body(s);
  } finally {
    await s.close();
  }
}

t('C8: which robots suit a package version, and what the others lack', () =>
  withStage(async (s) => {
    await s.agent('r1');
    await s.agent('r2');
    await s.api('robot.update', { robot: 'r1', labels: ['sap'] });
    const plain = manifestOf('needy');
    for (const [version, needs] of [
      ['1.0.0', { labels: ['sap'] }],
      ['2.0.0', {}],
    ] as const)
      await s.publish(await archiveOf({ ...plain, version, needs }));
    const of = async (version: string) => (await s.api('version.robots', { package: 'needy', version })).items;
    const lacksAs = { form: 'lacks the label {list}', values: { list: 'sap' } };
    assert.equal(await of('1.0.0'), [{ robot: 'r1' }, { robot: 'r2', lacks: 'lacks the label sap', lacksAs }]);
    assert.equal(await of('latest'), [{ robot: 'r1' }, { robot: 'r2' }]);
    assert.is((await refusalOf(of('3.0.0'))).code, 'PackageNotFound');
  }),
);

t('C8: the newest job of each deployment; those without one, and deleted ones, are left out', () =>
  withStage(async (s) => {
    for (const name of ['a', 'b', 'c', 'gone']) await s.deploy(name, 'p');
    await s.api('deployment.delete', { deployment: 'gone' });
    const run = async (deployment: string) => (await s.api('job.run', { deployment })).jobs[0]!;
    const first = await run('a');
    await s.api('job.cancel', { job: (await run('b')).id });
    const second = await run('a');
    assert.is.not(first.id, second.id);
    const { items } = await s.api('deployment.lastJobs', { deployments: ['a', 'b', 'c', 'gone'] });
    assert.equal(
      items.map(({ deployment, state }) => [deployment, state]),
      [
        ['a', 'queued'],
        ['b', 'cancelled'],
      ],
    );
    assert.equal([items[0]!.job, items[0]!.created], [second.id, second.created]);
  }),
);

t.run();
