/** Starts the console in the page. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/theme.css';
import './app/shell.css';
import './parts/parts.css';
import './pages/overview/overview.css';
import './pages/run/run.css';
import './pages/run/player/player.css';
import './pages/run/log/log.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
