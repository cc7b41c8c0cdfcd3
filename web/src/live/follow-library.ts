import type { ApolloClient } from '@apollo/client';
import { LibraryChangedDocument } from './LibraryChanged.generated.ts';
import { setLive } from './live-status.ts';
import { createNewsDesk } from './news-desk.ts';

/** A line that was refused for good, or whose code could not be loaded, is tried again after this time. */
const restMs = 60_000;

/** Keeps what the client holds as the library is, over one connection; answers the function that ends it. */
export function followLibrary(client: ApolloClient): () => void {
  const desk = createNewsDesk(client);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () =>
    client.subscribe({ query: LibraryChangedDocument, fetchPolicy: 'no-cache' }).subscribe({
      next: ({ data }) => {
        if (!data) return;
        setLive(true);
        desk.hear(data.libraryChanged);
      },
      error: () => again(),
      complete: () => again(),
    });
  const again = () => {
    setLive(false);
    timer = setTimeout(() => {
      subscription = listen();
    }, restMs);
  };
  let subscription = listen();
  return () => {
    clearTimeout(timer);
    subscription.unsubscribe();
    desk.stop();
    setLive(false);
  };
}
