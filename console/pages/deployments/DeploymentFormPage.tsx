/** A new deployment, or one being edited, at an address of its own: what the form needs is fetched first. */
import { Link } from 'wouter';
import { useVerb } from '../../api/queries.ts';
import { to, useAddressQuery } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Page } from '../../parts/Page.tsx';
import { Loading, Refused } from '../../parts/States.tsx';
import { visible } from '../../show/visible.ts';
import { DeploymentForm } from './DeploymentForm.tsx';
import { fresh, valuesOf } from './values.ts';
import './deployments.css';

export function NewDeploymentPage() {
  const [query] = useAddressQuery();
  const of = query.get('package');
  return (
    <Page
      title={t('deployments.new')}
      says={t('deployment.newSays')}
      above={
        <Link href={to.deployments()} className="link above">
          {t('deployments.title')}
        </Link>
      }
    >
      <DeploymentForm
        initial={fresh(of, query.get('version'))}
        draft={of === null ? 'deployment.new' : `deployment.new.${of}`}
        back={of === null ? to.deployments() : to.package(of)}
      />
    </Page>
  );
}

export function EditDeploymentPage({ deployment }: { deployment: string }) {
  const { data, error, refetch } = useVerb('deployment.show', { deployment });
  if (error && !data) return <Refused error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('deployment.editTitle', { deployment: visible(data.name) })}
      says={t('deployment.editSays')}
      above={
        <Link href={to.deployment(data.name)} className="link above">
          {visible(data.name)}
        </Link>
      }
    >
      <DeploymentForm
        key={data.id}
        edits={data}
        initial={valuesOf(data)}
        draft={`deployment.${data.id}`}
        back={to.deployment(data.name)}
      />
    </Page>
  );
}
