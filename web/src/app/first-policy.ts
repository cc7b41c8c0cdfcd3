import { useState } from 'react';

/** An answer to a question asked ahead is fresh for so long; later the page asks again. */
const freshMs = 10_000;

let ahead = { page: '', at: 0 };

/** Remembers that what this page shows has been asked for just now. */
export function noteAskedAhead(page: string): void {
  ahead = { page, at: Date.now() };
}

/**
 * How a page reads what it shows: from the cache first and then anew, so that it is there at once and right soon after. The
 * page that was asked for ahead of its rendering does not ask twice.
 */
export function useFirstPolicy(page: string): 'cache-first' | 'cache-and-network' {
  const [policy] = useState<'cache-first' | 'cache-and-network'>(() =>
    ahead.page === page && Date.now() - ahead.at < freshMs ? 'cache-first' : 'cache-and-network',
  );
  return policy;
}
