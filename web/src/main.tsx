import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { refuseStrayDrops } from './app/refuse-stray-drops.ts';
import { reloadStalePage } from './app/reload-once.ts';
import { startSession } from './app/start-session.ts';
import './app/tokens.css';
import './app/base.css';
import { nextTask } from './lib/tasks.ts';
import { registerServiceWorker } from './sw/register.ts';

reloadStalePage();
refuseStrayDrops();
registerServiceWorker();

// Tasks of their own after that of the code's arrival, and the page in slices: it answers to its reader between them.
async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  await nextTask();
  const client = startSession();
  await nextTask();
  const page = createRoot(root);
  startTransition(() => {
    page.render(
      <StrictMode>
        <App first={client} />
      </StrictMode>,
    );
  });
}

void start();
