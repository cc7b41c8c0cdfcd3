import type { ApolloClient } from '@apollo/client';

/** Asks anew for everything that the page shows. What can't be asked for now stays as it is; the next visit asks again. */
export async function askAnew(client: ApolloClient): Promise<void> {
  await client.refetchQueries({ include: 'active' }).catch(() => undefined);
}

/** Runs when the reader is near the page's top: a list that starts anew is short, and who is far down would lose the place. */
export function whenAtTheTop(run: () => void): void {
  const isThere = () => scrollY < 2 * innerHeight;
  if (isThere()) {
    run();
    return;
  }
  const onScroll = () => {
    if (!isThere()) return;
    removeEventListener('scroll', onScroll);
    run();
  };
  addEventListener('scroll', onScroll, { passive: true });
}
