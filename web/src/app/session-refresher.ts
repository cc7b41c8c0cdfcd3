/** What the refresher needs from the browser. A page without a secure origin has no locks. */
export interface RefresherDeps {
  /** Trades the refresh cookie for a new session; false where the server says that it is over. Throws where none answers. */
  refresh(): Promise<boolean>;
  locks: Pick<LockManager, 'request'> | undefined;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Milliseconds since 1970. */
  now(): number;
}

const key = 'picup.refreshedAt';

/**
 * Makes the one way to renew the session. Operations that fail together share one renewal, and so do tabs: who finds that
 * another tab has renewed it after its own request was sent asks no second time.
 *
 * The function made takes the time at which the failed request was sent and answers whether a retry makes sense.
 */
export function createRefresher({
  refresh,
  locks,
  storage,
  now,
}: RefresherDeps): (sentAt: number) => Promise<boolean> {
  let underWay: Promise<boolean> | null = null;

  const renew = async (sentAt: number) => {
    const renewedAt = Number(storage.getItem(key) ?? 0);
    if (renewedAt > sentAt) return true;
    const renewed = await refresh();
    if (renewed) storage.setItem(key, String(now()));
    return renewed;
  };

  return (sentAt) => {
    if (underWay) return underWay;
    const turn = (async () => {
      try {
        return await (locks ? locks.request('picup.session', () => renew(sentAt)) : renew(sentAt));
      } finally {
        underWay = null;
      }
    })();
    underWay = turn;
    return turn;
  };
}
