import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { refuseStrayDrops } from './app/refuse-stray-drops.ts';
import { reloadStalePage } from './app/reload-once.ts';
import './app/tokens.css';
import './app/base.css';
import { registerServiceWorker } from './sw/register.ts';

reloadStalePage();
refuseStrayDrops();
registerServiceWorker();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const page = createRoot(root);
// In slices, so that the page answers to its reader between them.
startTransition(() => {
  page.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
