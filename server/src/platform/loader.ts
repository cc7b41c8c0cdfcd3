import DataLoader from 'dataloader';

/** Rows by a key, those of one request's tick in one query; undefined where there is none. */
export type Loader<Row> = DataLoader<string, Row | undefined>;

/**
 * Makes a loader.
 * @param read answers the rows of the keys that there are, in any order.
 * @param keyOf the key that a row answers.
 */
export function loadBy<Row>(
  read: (keys: string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): Loader<Row> {
  return new DataLoader(
    async (keys) => {
      const rows = new Map((await read([...new Set(keys)])).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key));
    },
    // One request can hold several mutations: each must read what the one before it wrote.
    { cache: false },
  );
}
