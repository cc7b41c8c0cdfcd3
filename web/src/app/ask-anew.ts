import type { ApolloClient } from '@apollo/client';

/** Asks anew for everything that the page shows. What can't be asked for now stays as it is; the next visit asks again. */
async function askAnew(client: ApolloClient): Promise<void> {
  await client.refetchQueries({ include: 'active' }).catch(() => undefined);
}

/**
 * Makes the function that asks anew when that disturbs nobody. Asked for again before that, it is still one question.
 * @param whenSeen runs what would move the lists when that disturbs nobody.
 */
export function askAnewWhen(client: ApolloClient, whenSeen: (run: () => void) => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    whenSeen(() => {
      isDue = false;
      void askAnew(client);
    });
  };
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
