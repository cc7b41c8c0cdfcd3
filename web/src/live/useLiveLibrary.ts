import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';

/** Keeps the page as the library is, also where another device changes it. What that takes comes after the page itself. */
export function useLiveLibrary(): void {
  const client = useApolloClient();
  useEffect(() => {
    let isOver = false;
    let stop = () => {
      isOver = true;
    };
    import('./follow-library.ts').then(
      ({ followLibrary }) => {
        if (!isOver) stop = followLibrary(client);
      },
      // Without it the page asks by itself, as it does where no line can be had.
      () => undefined,
    );
    return () => stop();
  }, [client]);
}
