import { ApolloClient, CombinedGraphQLErrors, InMemoryCache, ServerError } from '@apollo/client';
import { type CommitAnswer, type Ticket, type UploadApi, UploadApiError } from '../engine/upload-api.ts';
import { AbandonUploadsDocument } from './AbandonUploads.generated.ts';
import { CommitUploadsDocument } from './CommitUploads.generated.ts';
import { KnownSizesDocument } from './KnownSizes.generated.ts';
import { PendingUploadsDocument, type PendingUploadsQuery } from './PendingUploads.generated.ts';
import { PicturesByHashDocument } from './PicturesByHash.generated.ts';
import { RenewTicketDocument } from './RenewTicket.generated.ts';
import { RequestUploadsDocument } from './RequestUploads.generated.ts';
import { StorageRoomDocument } from './StorageRoom.generated.ts';
import { createPictureShow } from './show-pictures.ts';
import { createStorageShow } from './show-storage.ts';
import { ticketOf } from './ticket-of.ts';
import { UploadLimitsDocument } from './UploadLimits.generated.ts';
import { errorOfExtensions, errorOfResponse } from './upload-error.ts';

/**
 * The engine's way to the server through Apollo. Tickets stay out of the cache; pictures and storage go into it.
 * @param isBusy whether the engine goes on by itself.
 */
export function createApolloUploadApi(client: ApolloClient, isBusy: () => boolean): UploadApi {
  // The same way without a cache and without masks: of a large upload everything would be copied once more for them.
  const asker = new ApolloClient({ link: client.link, cache: new InMemoryCache() });
  const showStorage = createStorageShow(client.cache);
  const showPictures = createPictureShow(client, isBusy);
  return {
    requestUploads: (albumId, files, parts) =>
      asking(async () => {
        const { data } = await asker.mutate({
          mutation: RequestUploadsDocument,
          variables: { input: { albumId, files: [...files] }, parts },
          fetchPolicy: 'no-cache',
        });
        const payload = present(data).requestUploads;
        showStorage(payload.storage);
        return payload.results.map((result) =>
          result.__typename === 'UploadTicket'
            ? { kind: 'ticket', ticket: ticketOf(result) }
            : { kind: 'refusal', code: result.code },
        );
      }),

    renewTicket: (id, parts) =>
      asking(async () => {
        const { data } = await asker.query({
          query: RenewTicketDocument,
          variables: { id, parts },
          fetchPolicy: 'no-cache',
        });
        const { node } = present(data);
        return node?.__typename === 'UploadTicket' ? ticketOf(node) : null;
      }),

    commitUploads: (ticketIds) =>
      asking(async () => {
        const { data } = await asker.mutate({
          mutation: CommitUploadsDocument,
          variables: { input: { ticketIds: [...ticketIds] } },
          fetchPolicy: 'no-cache',
        });
        const { results, storage } = present(data).commitUploads;
        showPictures(
          results.flatMap((one) => (one.__typename === 'CommittedUpload' ? [one.pictureEdge] : [])),
        );
        showStorage(storage);
        return results.map(
          (result): CommitAnswer =>
            result.__typename === 'CommittedUpload'
              ? { kind: 'committed', ticketId: result.ticketId, pictureId: result.picture.id }
              : { kind: 'refusal', ticketId: result.ticketId, code: result.code },
        );
      }),

    abandonUploads: (ticketIds) =>
      asking(async () => {
        const { data } = await asker.mutate({
          mutation: AbandonUploadsDocument,
          variables: { input: { ticketIds: [...ticketIds] } },
          fetchPolicy: 'no-cache',
        });
        showStorage(present(data).abandonUploads.storage);
      }),

    pendingUploads: (parts) =>
      asking(async () => {
        const tickets: Ticket[] = [];
        let after: string | null = null;
        do {
          const page = await pendingPage(asker, after, parts);
          tickets.push(...page.nodes.map(ticketOf));
          after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        } while (after !== null);
        return tickets;
      }),

    storage: () =>
      asking(async () => {
        const { data } = await asker.query({ query: StorageRoomDocument, fetchPolicy: 'no-cache' });
        const { viewer } = present(data);
        if (viewer === null) throw new UploadApiError('UNAUTHENTICATED', null);
        showStorage(viewer.storage);
        return viewer.storage;
      }),

    limits: () =>
      asking(async () => {
        const { data } = await asker.query({ query: UploadLimitsDocument, fetchPolicy: 'no-cache' });
        return { largestFileBytes: present(data).uploadLimits.maxFileBytes };
      }),

    knownSizes: (byteSizes) =>
      asking(async () => {
        const { data } = await asker.query({
          query: KnownSizesDocument,
          variables: { byteSizes: [...byteSizes] },
          fetchPolicy: 'no-cache',
        });
        return present(data).knownSizes;
      }),

    picturesByHash: (sha256) =>
      asking(async () => {
        const { data } = await asker.query({
          query: PicturesByHashDocument,
          variables: { sha256: [...sha256] },
          fetchPolicy: 'no-cache',
        });
        return present(data).picturesByHash.map(
          (picture) => picture && { pictureId: picture.id, albumId: picture.album.id },
        );
      }),
  };
}

async function pendingPage(
  client: ApolloClient,
  after: string | null,
  parts: number,
): Promise<PendingUploadsQuery['pendingUploads']> {
  const { data } = await client.query({
    query: PendingUploadsDocument,
    variables: { first: 100, after, parts },
    fetchPolicy: 'no-cache',
  });
  return present(data).pendingUploads;
}

function present<T>(data: T | null | undefined): T {
  if (data === null || data === undefined) throw new UploadApiError('SERVER', null);
  return data;
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw uploadApiErrorOf(cause);
  }
}

/** What an Apollo failure means to the engine. */
export function uploadApiErrorOf(cause: unknown): UploadApiError {
  if (cause instanceof UploadApiError) return cause;
  if (CombinedGraphQLErrors.is(cause)) return errorOfExtensions(cause.errors[0]?.extensions, cause);
  if (ServerError.is(cause)) return errorOfResponse(cause.response, cause);
  // The one kind of error that fetch rejects with where no answer came.
  return new UploadApiError(cause instanceof TypeError ? 'NETWORK' : 'SERVER', null, { cause });
}
