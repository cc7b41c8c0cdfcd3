import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import { useStoreInSlices } from '../lib/useStoreInSlices.ts';
import type { GridPicture } from '../picture/grid-items.ts';
import { KnownPictures } from './known-pictures.ts';
import { TimelinePicturesDocument } from './TimelinePictures.generated.ts';
import { urlEnd } from './url-end.ts';
import { writeManyPictures } from './write-pictures.ts';

/** The most that one question takes. */
const batch = 100;
const retryMs = 4000;
/** An address that ends so soon might not last until its image is asked for. */
const spareMs = 60_000;
/** Addresses that seem to have run out right after they came do so by this device's clock only, and are not asked for again. */
const renewEveryMs = 600_000;

/**
 * The pictures of these ids as far as the page knows them. `wanted` are asked for where they are not known, or where their
 * addresses have run out meanwhile, as in a tab that slept for a day: all in as few questions as can be.
 * @param next is asked for with them where there is room: a page that is scrolled asks once for many lines, not for each.
 */
export function useTimelinePictures(
  ids: readonly string[],
  wanted: readonly string[],
  next: readonly string[],
): ReadonlyMap<string, GridPicture> {
  const client = useApolloClient();
  const [store] = useState(() => new KnownPictures(client));
  const version = useStoreInSlices(store.subscribe, store.version);
  const pictures = useMemo(() => store.read(ids), [store, ids, version]);
  useEffect(() => store.follow(ids), [store, ids]);
  useEffect(() => () => store.follow([]), [store]);

  const [asked] = useState(() => new Set<string>());
  const [known] = useState(() => new Set<string>());
  const [renewedAt] = useState(() => new Map<string, number>());
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const now = Date.now();
    for (const id of pictures.keys()) known.add(id);
    const missing = wanted.filter((id) => {
      const picture = pictures.get(id);
      if (asked.has(id) || (picture && now - (renewedAt.get(id) ?? 0) < renewEveryMs)) return false;
      return !picture || urlEnd(picture.small) < now + spareMs;
    });
    if (missing.length === 0) return;
    const unknown = next.filter((id) => !known.has(id) && !asked.has(id));
    const all = [...new Set([...missing, ...unknown])].slice(0, Math.max(missing.length, batch));
    let retry: ReturnType<typeof setTimeout> | undefined;
    for (let from = 0; from < all.length; from += batch) {
      const part = all.slice(from, from + batch);
      for (const id of part) asked.add(id);
      client
        .query({ query: TimelinePicturesDocument, variables: { ids: part }, fetchPolicy: 'no-cache' })
        .then(
          // What is not answered is not there any more, and is not asked for again.
          async ({ data: answer }) => {
            const found = (answer?.nodes ?? []).flatMap((node) => (node && 'id' in node ? [node] : []));
            await writeManyPictures(client.cache, found);
            for (const { id } of found) {
              asked.delete(id);
              known.add(id);
              renewedAt.set(id, Date.now());
            }
          },
          () => {
            for (const id of part) asked.delete(id);
            retry = setTimeout(() => setTries((before) => before + 1), retryMs);
          },
        );
    }
    return () => clearTimeout(retry);
  }, [client, wanted, next, pictures, asked, known, tries]);

  // Whoever comes back after hours, or to a network, may hold addresses that have run out.
  useEffect(() => {
    const again = () => {
      if (document.visibilityState === 'visible') setTries((before) => before + 1);
    };
    document.addEventListener('visibilitychange', again);
    window.addEventListener('online', again);
    return () => {
      document.removeEventListener('visibilitychange', again);
      window.removeEventListener('online', again);
    };
  }, []);

  return pictures;
}
