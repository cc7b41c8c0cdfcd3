/** Bringing all of the app's files would take the processor and the line from the pictures that the reader looks at. */
const settleMs = 3_000;

/** Lets the app open without a network and take files from other apps, once the page itself has come to rest. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async () => {
    await pageAtRest();
    // Private windows and full disks refuse: then the app is a page like any other.
    await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  };
  if (document.readyState === 'complete') void register();
  else addEventListener('load', register, { once: true });
}

/** Ends when nothing has been done with the page for a while. */
function pageAtRest(): Promise<void> {
  return new Promise((resolve) => {
    const end = new AbortController();
    const rest = () => {
      end.abort();
      resolve();
    };
    let timer = setTimeout(rest, settleMs);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(rest, settleMs);
    };
    for (const kind of ['scroll', 'keydown', 'pointerdown'])
      addEventListener(kind, wait, { passive: true, signal: end.signal });
  });
}
