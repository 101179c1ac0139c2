/** Which page stands at which address; each is fetched when it is first opened. */
import { type ComponentType, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Loading } from '../parts/States.tsx';
import { NotFound } from './NotFound.tsx';

type Params = Readonly<Record<string, string | undefined>>;

/** A page by its module and its name in it. */
const page = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await load() }));

const OverviewPage = page(async () => (await import('../pages/overview/OverviewPage.tsx')).OverviewPage);
const JobsPage = page(async () => (await import('../pages/jobs/JobsPage.tsx')).JobsPage);
const JobPage = page(async () => (await import('../pages/jobs/JobPage.tsx')).JobPage);
const RunPage = page(async () => (await import('../pages/run/RunPage.tsx')).RunPage);
const RobotsPage = page(async () => (await import('../pages/robots/RobotsPage.tsx')).RobotsPage);
const RobotPage = page(async () => (await import('../pages/robots/RobotPage.tsx')).RobotPage);
const PoolsPage = page(async () => (await import('../pages/pools/PoolsPage.tsx')).PoolsPage);
const PoolPage = page(async () => (await import('../pages/pools/PoolPage.tsx')).PoolPage);
const QueuesPage = page(async () => (await import('../pages/queues/QueuesPage.tsx')).QueuesPage);
const QueuePage = page(async () => (await import('../pages/queues/QueuePage.tsx')).QueuePage);
const PackagesPage = page(async () => (await import('../pages/packages/PackagesPage.tsx')).PackagesPage);
const PackagePage = page(async () => (await import('../pages/packages/PackagePage.tsx')).PackagePage);
const DeploymentsPage = page(async () => (await import('../pages/deployments/DeploymentsPage.tsx')).DeploymentsPage);
const DeploymentPage = page(async () => (await import('../pages/deployments/DeploymentPage.tsx')).DeploymentPage);
const deploymentForms = () => import('../pages/deployments/DeploymentFormPage.tsx');
const NewDeploymentPage = page(async () => (await deploymentForms()).NewDeploymentPage);
const EditDeploymentPage = page(async () => (await deploymentForms()).EditDeploymentPage);
const AssetsPage = page(async () => (await import('../pages/assets/AssetsPage.tsx')).AssetsPage);
const AssetPage = page(async () => (await import('../pages/assets/AssetPage.tsx')).AssetPage);
const SchedulesPage = page(async () => (await import('../pages/schedules/SchedulesPage.tsx')).SchedulesPage);
const SchedulePage = page(async () => (await import('../pages/schedules/SchedulePage.tsx')).SchedulePage);
const NewSchedulePage = page(async () => (await import('../pages/schedules/SchedulePage.tsx')).NewSchedulePage);
const CalendarPage = page(async () => (await import('../pages/calendars/CalendarPage.tsx')).CalendarPage);
const NewCalendarPage = page(async () => (await import('../pages/calendars/CalendarPage.tsx')).NewCalendarPage);
const SettingsPage = page(async () => (await import('../pages/settings/SettingsPage.tsx')).SettingsPage);
const WebhooksPage = page(async () => (await import('../pages/webhooks/WebhooksPage.tsx')).WebhooksPage);
const WebhookPage = page(async () => (await import('../pages/webhooks/WebhookPage.tsx')).WebhookPage);
const UsersPage = page(async () => (await import('../pages/users/UsersPage.tsx')).UsersPage);
const AuditPage = page(async () => (await import('../pages/audit/AuditPage.tsx')).AuditPage);
const ResourcePage = page(async () => (await import('../pages/queues/resource/ResourcePage.tsx')).ResourcePage);
const ConditionsPage = page(async () => (await import('../pages/conditions/ConditionsPage.tsx')).ConditionsPage);
const ConditionPage = page(async () => (await import('../pages/conditions/ConditionPage.tsx')).ConditionPage);

/** A part of an address as it was before it was escaped. */
const plain = (part: string | undefined): string => decodeURIComponent(part ?? '');

/** What starts by the clock, and what administrators keep. */
const clockAndAdministration = (
  <>
    <Route path="/schedules" component={SchedulesPage} />
    <Route path="/schedules/new" component={NewSchedulePage} />
    <Route path="/schedules/:schedule/:edit?">
      {({ schedule, edit }: Params) => <SchedulePage key={schedule} name={plain(schedule)} edit={edit === 'edit'} />}
    </Route>
    <Route path="/calendars/new" component={NewCalendarPage} />
    <Route path="/calendars/:name">{({ name }: Params) => <CalendarPage key={name} name={plain(name)} />}</Route>
    <Route path="/settings/:tab?">{({ tab }: Params) => <SettingsPage tab={tab} />}</Route>
    <Route path="/webhooks" component={WebhooksPage} />
    <Route path="/webhooks/:name/:delivery?">
      {({ name, delivery }: Params) => <WebhookPage key={name} name={plain(name)} delivery={delivery} />}
    </Route>
    <Route path="/users/:user?">
      {({ user }: Params) => <UsersPage tab="users" user={user === undefined ? undefined : plain(user)} />}
    </Route>
    <Route path="/tokens">{() => <UsersPage tab="tokens" />}</Route>
    <Route path="/audit" component={AuditPage} />
  </>
);

/** Packages, deployments and assets. */
const processes = (
  <>
    <Route path="/packages" component={PackagesPage} />
    <Route path="/packages/:name">{({ name }: Params) => <PackagePage key={name} name={plain(name)} />}</Route>
    <Route path="/deployments" component={DeploymentsPage} />
    <Route path="/new-deployment" component={NewDeploymentPage} />
    <Route path="/deployments/:name">
      {({ name }: Params) => <DeploymentPage key={name} deployment={plain(name)} />}
    </Route>
    <Route path="/deployments/:name/edit">
      {({ name }: Params) => <EditDeploymentPage key={name} deployment={plain(name)} />}
    </Route>
    <Route path="/assets" component={AssetsPage} />
    <Route path="/assets/:name">{({ name }: Params) => <AssetPage key={name} name={plain(name)} />}</Route>
  </>
);

export function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/" component={OverviewPage} />
        <Route path="/jobs" component={JobsPage} />
        <Route path="/jobs/:job">{({ job }: Params) => <JobPage key={job} job={plain(job)} />}</Route>
        <Route path="/runs/:run">{({ run }: Params) => <RunPage key={run} id={plain(run)} />}</Route>
        <Route path="/robots" component={RobotsPage} />
        <Route path="/robots/:robot">{({ robot }: Params) => <RobotPage key={robot} robot={plain(robot)} />}</Route>
        <Route path="/pools" component={PoolsPage} />
        <Route path="/pools/:pool">{({ pool }: Params) => <PoolPage key={pool} pool={plain(pool)} />}</Route>
        <Route path="/queues" component={QueuesPage} />
        <Route path="/queues/:queue">{({ queue }: Params) => <QueuePage key={queue} queue={plain(queue)} />}</Route>
        <Route path="/queues/:queue/:id">
          {({ queue, id }: Params) => <ResourcePage key={id} queue={plain(queue)} id={plain(id)} />}
        </Route>
        <Route path="/conditions" component={ConditionsPage} />
        <Route path="/conditions/:queue">
          {({ queue }: Params) => <ConditionPage key={queue} queue={plain(queue)} />}
        </Route>
        {processes}
        {clockAndAdministration}
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}
