import { ticketOf } from '../api/ticket-of.ts';
import { type CommitAnswer, type Ticket, type UploadApi, UploadApiError } from '../engine/upload-api.ts';
import type { Operations } from './operations.ts';
import { type Session, uploadErrorOf } from './session.ts';

/** The engine's way to the server over plain HTTP. */
export function createHttpUploadApi(session: Session): UploadApi {
  const ask = async <Name extends keyof Operations>(
    name: Name,
    variables: Operations[Name]['variables'],
  ): Promise<Operations[Name]['data']> => {
    try {
      return await session.ask(name, variables);
    } catch (cause) {
      throw uploadErrorOf(cause);
    }
  };
  return {
    async requestUploads(albumId, files, parts) {
      const { requestUploads } = await ask('CliRequestUploads', {
        input: { albumId, files: [...files] },
        parts,
      });
      return requestUploads.results.map((result) =>
        result.__typename === 'UploadTicket'
          ? { kind: 'ticket', ticket: ticketOf(result) }
          : { kind: 'refusal', code: result.code },
      );
    },
    async renewTicket(id, parts) {
      const { node } = await ask('CliRenewTicket', { id, parts });
      return node?.__typename === 'UploadTicket' ? ticketOf(node) : null;
    },
    async commitUploads(ticketIds) {
      const { commitUploads } = await ask('CliCommitUploads', { input: { ticketIds: [...ticketIds] } });
      return commitUploads.results.map(
        (result): CommitAnswer =>
          result.__typename === 'CommittedUpload'
            ? { kind: 'committed', ticketId: result.ticketId, pictureId: result.picture.id }
            : { kind: 'refusal', ticketId: result.ticketId, code: result.code },
      );
    },
    async abandonUploads(ticketIds) {
      await ask('CliAbandonUploads', { input: { ticketIds: [...ticketIds] } });
    },
    async pendingUploads(parts) {
      const tickets: Ticket[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { pendingUploads }: Operations['CliPendingUploads']['data'] = await ask('CliPendingUploads', {
          after,
          parts,
        });
        tickets.push(...pendingUploads.nodes.map(ticketOf));
        after = pendingUploads.pageInfo.endCursor;
        more = pendingUploads.pageInfo.hasNextPage;
      }
      return tickets;
    },
    async storage() {
      const { viewer } = await ask('CliStorage', {});
      if (viewer === null) throw new UploadApiError('UNAUTHENTICATED', null);
      return viewer.storage;
    },
    async limits() {
      const { uploadLimits } = await ask('CliLimits', {});
      return { largestFileBytes: uploadLimits.maxFileBytes };
    },
    async knownSizes(byteSizes) {
      const { knownSizes } = await ask('CliKnownSizes', { byteSizes: [...byteSizes] });
      return knownSizes;
    },
    async picturesByHash(sha256) {
      const { picturesByHash } = await ask('CliPicturesByHash', { sha256: [...sha256] });
      return picturesByHash.map((picture) => picture && { pictureId: picture.id, albumId: picture.album.id });
    },
  };
}
