import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { pictureCursor } from '../picture/picture.read.ts';
import { toPicture } from '../picture/picture.type.ts';
import { ConnectionArgs } from '../platform/connection.type.ts';
import type { Cursors } from '../platform/cursor.ts';
import { idOf, toGlobalId } from '../platform/ids.ts';
import type { Connection } from '../platform/page.ts';
import { abandonUploads } from './abandon-uploads.ts';
import type { CommitAnswer } from './answer-closed.ts';
import { commitUploads } from './commit-uploads.ts';
import { requestUploads, type TicketAnswer } from './request-uploads.ts';
import { createPartBudget, missingParts, type PartBudget, singlePart } from './transfer.ts';
import { pagePendingUploads } from './upload.read.ts';
import {
  AbandonUploadsInput,
  AbandonUploadsPayload,
  CommitRefusal,
  CommittedUpload,
  CommitUploadsInput,
  CommitUploadsPayload,
  MultipartUpload,
  RequestUploadsInput,
  RequestUploadsPayload,
  SinglePartUpload,
  toUploadTicket,
  UploadPart,
  UploadRefusal,
  UploadTicket,
  UploadTicketConnection,
  UploadTransfer,
} from './upload.type.ts';

const budgets = new WeakMap<Context, PartBudget>();

/** One budget of parts for each request, whatever its tickets. */
function budgetOf(context: Context): PartBudget {
  const budget = budgets.get(context) ?? createPartBudget();
  budgets.set(context, budget);
  return budget;
}

@Resolver(() => UploadTicket)
export class UploadResolver {
  @Query(() => UploadTicketConnection, {
    description:
      "The viewer's tickets that are neither committed, abandoned nor expired, oldest first: what a reloaded page can resume.",
  })
  pendingUploads(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: Context,
  ): Promise<Connection<UploadTicket>> {
    return pagePendingUploads(context.deps, requireViewer(context).memberId, args, toUploadTicket);
  }

  @Mutation(() => RequestUploadsPayload, {
    description: [
      'Reserves the space and answers one result a file, in order. No byte of a file passes the server. Each file is judged',
      "against what the ones before it left; a refused one holds nothing. An album that is not the viewer's is NOT_FOUND.",
    ].join('\n'),
  })
  async requestUploads(
    @Arg('input', () => RequestUploadsInput) { albumId, files }: RequestUploadsInput,
    @Ctx() context: Context,
  ): Promise<RequestUploadsPayload> {
    const viewer = requireViewer(context);
    const { answers, storage } = await requestUploads(context.deps, viewer, idOf('Album', albumId), files);
    return { results: answers.map(toTicketResult), storage };
  }

  @Mutation(() => CommitUploadsPayload, {
    description: [
      'Answers one result a ticket, in order. Idempotent: a ticket committed before answers with its picture. One abandoned, or',
      'whose picture was deleted, is TICKET_NOT_FOUND; an expired one TICKET_EXPIRED, and its space is back; one whose album was',
      'deleted ALBUM_NOT_FOUND.',
    ].join('\n'),
  })
  async commitUploads(
    @Arg('input', () => CommitUploadsInput) { ticketIds }: CommitUploadsInput,
    @Ctx() context: Context,
  ): Promise<CommitUploadsPayload> {
    const ids = ticketIds.map((id) => idOf('UploadTicket', id));
    const { answers, storage } = await commitUploads(context.deps, requireViewer(context), ids);
    const results = answers.map((answer, i) =>
      toCommitResult(context.deps.cursors, ticketIds[i] ?? '', answer),
    );
    return { results, storage };
  }

  @Mutation(() => AbandonUploadsPayload, { description: 'Gives the reservations back at once.' })
  async abandonUploads(
    @Arg('input', () => AbandonUploadsInput) { ticketIds }: AbandonUploadsInput,
    @Ctx() context: Context,
  ): Promise<AbandonUploadsPayload> {
    const viewer = requireViewer(context);
    const ids = ticketIds.map((id) => idOf('UploadTicket', id));
    const { abandonedIds, storage } = await abandonUploads(context.deps, viewer, ids);
    return { abandonedTicketIds: abandonedIds.map((id) => toGlobalId('UploadTicket', id)), storage };
  }

  @FieldResolver(() => UploadTransfer)
  async transfer(
    @Root() { row }: UploadTicket,
    @Ctx() { deps }: Context,
  ): Promise<SinglePartUpload | MultipartUpload> {
    const { partSize, partCount } = row;
    if (partSize && partCount) return Object.assign(new MultipartUpload(), { row, partSize, partCount });
    return Object.assign(new SinglePartUpload(), await singlePart(deps, row));
  }
}

@Resolver(() => MultipartUpload)
export class MultipartUploadResolver {
  @FieldResolver(() => [UploadPart], {
    description: [
      'Parts to send, lowest number first: those that the store does not hold yet. first is 1 to 1000, else BAD_USER_INPUT. One',
      'answer holds 1000 parts at most over all its tickets; later tickets then show fewer.',
    ].join('\n'),
  })
  missingParts(
    @Root() { row, partSize, partCount }: MultipartUpload,
    @Arg('first', () => Int, { defaultValue: 100 }) first: number,
    @Ctx() context: Context,
  ): Promise<UploadPart[]> {
    return missingParts(context.deps, row, { partSize, partCount }, first, budgetOf(context));
  }
}

function toTicketResult(answer: TicketAnswer): UploadTicket | UploadRefusal {
  if ('ticket' in answer) return toUploadTicket(answer.ticket);
  return Object.assign(new UploadRefusal(), answer.refusal, { clientRef: answer.clientRef });
}

function toCommitResult(
  cursors: Cursors,
  ticketId: string,
  answer: CommitAnswer,
): CommittedUpload | CommitRefusal {
  if ('refusal' in answer) return Object.assign(new CommitRefusal(), answer.refusal, { ticketId });
  const picture = toPicture(answer.picture);
  const pictureEdge = { cursor: pictureCursor(cursors, answer.picture), node: picture };
  return Object.assign(new CommittedUpload(), { ticketId, picture, pictureEdge });
}
