import type { ApolloClient } from '@apollo/client';
import type { GridPicture } from '../picture/grid-items.ts';
import { TimelinePicturesDocument } from './TimelinePictures.generated.ts';

/** The most that one question takes. */
const batch = 100;

/** The pictures of these ids: those that the page knows, and the others asked for. What is not there any more is left out. */
export async function readChosen(
  client: ApolloClient,
  ids: Iterable<string>,
  known: ReadonlyMap<string, GridPicture>,
): Promise<GridPicture[]> {
  const found: GridPicture[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const picture = known.get(id);
    if (picture) found.push(picture);
    else missing.push(id);
  }
  for (let from = 0; from < missing.length; from += batch) {
    const { data } = await client.query({
      query: TimelinePicturesDocument,
      variables: { ids: missing.slice(from, from + batch) },
      fetchPolicy: 'no-cache',
    });
    found.push(...(data?.nodes ?? []).flatMap((node) => (node && 'id' in node ? [node] : [])));
  }
  return found;
}
