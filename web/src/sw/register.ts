import { idleMoment } from '../lib/tasks.ts';

/** Bringing all of the app's files would take the processor and the line from the pictures that the reader waits for. */
const settleMs = 3_000;

/** Lets the app open without a network and take files from other apps, once the page itself has come to rest. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async () => {
    await idleMoment();
    // Private windows and full disks refuse: then the app is a page like any other.
    await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  };
  const registerSoon = () => setTimeout(register, settleMs);
  if (document.readyState === 'complete') registerSoon();
  else addEventListener('load', registerSoon, { once: true });
}
