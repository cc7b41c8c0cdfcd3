/** What a query may have answered so far. */
interface Answer<Data> {
  readonly data?: Data;
  readonly dataState: string;
}

/**
 * What a query has answered in whole, or undefined. Beside an optimistic change Apollo Client hands out what its cache has of
 * an answer that is still on its way, whatever the types say.
 */
export function wholeAnswer<Data>({ data, dataState }: Answer<Data>): Data | undefined {
  return dataState === 'complete' ? data : undefined;
}
