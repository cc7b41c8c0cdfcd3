/** Bringing all of the app's files would take the processor and the line from what the reader looks at or uploads. */
const settleMs = 3_000;

/**
 * Ends when nothing has been done with the page for a while.
 * @param page what hears of everything that is done, as `window` does.
 * @param isBusy whether the page works on its own, as on uploads, though nothing is done with it.
 */
export function pageAtRest(page: EventTarget, isBusy: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = new AbortController();
    const rest = () => {
      if (isBusy()) {
        wait();
        return;
      }
      end.abort();
      resolve();
    };
    let timer = setTimeout(rest, settleMs);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(rest, settleMs);
    };
    for (const kind of ['scroll', 'keydown', 'pointerdown'])
      page.addEventListener(kind, wait, { passive: true, signal: end.signal });
  });
}
