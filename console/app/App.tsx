/** Composition: look, data, addresses; sign-in first, then the pages. */
import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Router, Switch } from 'wouter';
import { queryClient } from '../api/queries.ts';
import { t } from '../i18n/index.ts';
import { JobPage } from '../pages/jobs/JobPage.tsx';
import { JobsPage } from '../pages/jobs/JobsPage.tsx';
import { OverviewPage } from '../pages/overview/OverviewPage.tsx';
import { QueuePage } from '../pages/queues/QueuePage.tsx';
import { QueuesPage } from '../pages/queues/QueuesPage.tsx';
import { RobotsPage } from '../pages/robots/RobotsPage.tsx';
import { RunPage } from '../pages/run/RunPage.tsx';
import { SignIn } from '../pages/sign-in/SignIn.tsx';
import { Welcome } from '../pages/sign-in/Welcome.tsx';
import { Guard, Refused } from '../parts/States.tsx';
import { useHashAddress } from './address.ts';
import { NotFound } from './NotFound.tsx';
import { Shell } from './Shell.tsx';
import { SessionContext, useSessionQuery } from './session.ts';
import { theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queryClient}>
        <Router hook={useHashAddress}>
          <Switch>
            <Route path="/welcome" component={Welcome} />
            <Route component={Gate} />
          </Switch>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Gate() {
  const { data, error, refetch } = useSessionQuery();
  if (data === null) return <SignIn />;
  if (data === undefined && error) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Center h="100vh">
        <Loader aria-label={t('loading')} />
      </Center>
    );
  return (
    <SessionContext value={data}>
      <Shell>
        <Guard>
          <Pages />
        </Guard>
      </Shell>
    </SessionContext>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={OverviewPage} />
      <Route path="/jobs" component={JobsPage} />
      <Route path="/jobs/:job">{({ job }) => <JobPage key={job} job={decodeURIComponent(job)} />}</Route>
      <Route path="/runs/:run">{({ run }) => <RunPage key={run} id={decodeURIComponent(run)} />}</Route>
      <Route path="/robots" component={RobotsPage} />
      <Route path="/queues" component={QueuesPage} />
      <Route path="/queues/:queue/:id?">
        {({ queue, id }) => (
          <QueuePage
            queue={decodeURIComponent(queue)}
            resource={id === undefined ? undefined : decodeURIComponent(id)}
          />
        )}
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}
