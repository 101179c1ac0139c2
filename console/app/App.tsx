/** Composition: look, data, addresses; sign-in first, then the pages. */
import { Center, Loader, MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Router, Switch } from 'wouter';
import { queryClient } from '../api/queries.ts';
import { dayjsLocale } from '../i18n/dates.ts';
import { t } from '../i18n/index.ts';
import { SignIn } from '../pages/sign-in/SignIn.tsx';
import { Welcome } from '../pages/sign-in/Welcome.tsx';
import { Guard, Refused } from '../parts/States.tsx';
import { Hints } from '../show/Hints.tsx';
import { useHashAddress } from './address.ts';
import { Pages } from './pages.tsx';
import { Shell } from './Shell.tsx';
import { SessionContext, useSessionQuery } from './session.ts';
import { theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: dayjsLocale }}>
        <Notifications position="bottom-right" />
        <Hints />
        <QueryClientProvider client={queryClient}>
          <Router hook={useHashAddress}>
            <Switch>
              <Route path="/welcome" component={Welcome} />
              <Route component={Gate} />
            </Switch>
          </Router>
        </QueryClientProvider>
      </DatesProvider>
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
