/** Starts the console in the page: styles, the chosen language, then the app. */
import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/dropzone/styles.css';
import '@mantine/notifications/styles.css';
import './app/theme.css';
import './app/shell.css';
import './parts/parts.css';
import './parts/table.css';
import './pages/overview/overview.css';
import './pages/queues/queues.css';
import './pages/run/run.css';
import './pages/run/player/player.css';
import './pages/run/live/live.css';
import './pages/run/log/log.css';
import './pages/schedules/schedules.css';
import './pages/calendars/calendars.css';
import './pages/settings/settings.css';
import './pages/users/users.css';
import './pages/audit/audit.css';
import { createRoot } from 'react-dom/client';
import { loadLanguage } from './i18n/load.ts';

void start();

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  await loadLanguage(); // before any page: their tables of columns hold texts
  const { App } = await import('./app/App.tsx');
  createRoot(root).render(<App />);
}
