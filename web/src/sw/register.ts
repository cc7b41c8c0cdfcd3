import { uploadsAreMoving } from '../upload/usePageEffects.ts';
import { pageAtRest } from './page-at-rest.ts';

/** Lets the app open without a network and take files from other apps, once the page itself has come to rest. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async () => {
    await pageAtRest(window, uploadsAreMoving);
    // Private windows and full disks refuse: then the app is a page like any other.
    await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  };
  if (document.readyState === 'complete') void register();
  else addEventListener('load', register, { once: true });
}
