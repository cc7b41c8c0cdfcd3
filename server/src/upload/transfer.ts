import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { affected } from '../platform/db.ts';
import { badInput } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { SignedUpload } from '../platform/signed-uploads.ts';
import { toDate } from '../platform/time.ts';
import { type PartPlan, partLength } from './part-plan.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

/** A part to send, with the request that sends it. */
export type PartToSend = SignedUpload & { number: number; byteSize: number };

/** How many parts one answer may still hold; shared by all tickets of one request, in the order they are asked for. */
export type PartBudget = { take: (pick: (left: number) => Promise<number>) => Promise<void> };

const PARTS_PER_ANSWER = 1_000;
// The URL ends this much before the ticket, so that what it lets in can still be committed.
const MARGIN_SECONDS = 60;
const MAX_URL_SECONDS = 3_600;

const urlSeconds = (ticket: UploadTicketRow): number => {
  const left = (toDate(ticket.expiresAt).getTime() - Date.now()) / 1000 - MARGIN_SECONDS;
  return Math.max(1, Math.floor(Math.min(MAX_URL_SECONDS, left)));
};

/** The one PUT of a ticket that has no parts. */
export function singlePart({ store }: Pick<Deps, 'store'>, ticket: UploadTicketRow): Promise<SignedUpload> {
  const { contentType, byteSize, sha256 } = ticket;
  const file = { contentType, byteSize, sha256: sha256?.toString('base64') };
  return store.presignPut(`${ticket.keyBase}/original`, file, urlSeconds(ticket));
}

/** A budget for one request: takers wait for those before them, so that later tickets show fewer parts, never earlier ones. */
export function createPartBudget(): PartBudget {
  let left = PARTS_PER_ANSWER;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    take: (pick) => {
      const mine = turn.then(async () => {
        left -= await pick(left);
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/**
 * The parts of a ticket that the store does not hold yet, lowest number first, each with a URL to send it to. Opens the
 * multipart upload at the first call.
 * @param first how many at most, 1 to 1000.
 */
export async function missingParts(
  deps: Pick<Deps, 'db' | 'store'>,
  ticket: UploadTicketRow,
  plan: PartPlan,
  first: number,
  budget: PartBudget,
): Promise<PartToSend[]> {
  if (first < 1 || first > PARTS_PER_ANSWER) throw badInput(`first is 1 to ${PARTS_PER_ANSWER}.`);
  const key = `${ticket.keyBase}/original`;
  const opening = ensureMultipart(deps, ticket);
  const listing = opening.then(async ({ multipartId, fresh }) =>
    fresh ? [] : ((await deps.store.listParts(key, multipartId)) ?? undefined),
  );
  // Looked at together, handed out in turn: a failure is reported by the turn below.
  listing.catch(() => undefined);
  const numbers: number[] = [];
  await budget.take(async (left) => {
    const held = await listing;
    // Unknown to the store: it is joined already, or aborted; either way there is nothing to send.
    if (!held) return 0;
    const there = new Set(
      held
        .filter((part) => part.byteSize === partLength(ticket.byteSize, plan, part.number))
        .map((part) => part.number),
    );
    for (let number = 1; number <= plan.partCount && numbers.length < Math.min(first, left); number += 1)
      if (!there.has(number)) numbers.push(number);
    return numbers.length;
  });
  const { multipartId } = await opening;
  const expiresIn = urlSeconds(ticket);
  return Promise.all(
    numbers.map(async (number) => {
      const byteSize = partLength(ticket.byteSize, plan, number);
      const signed = await deps.store.presignPart(key, { multipartId, number, byteSize }, expiresIn);
      return { ...signed, number, byteSize };
    }),
  );
}

/** The store's id of the ticket's multipart upload; of two that open it at once, the row keeps the first. */
async function ensureMultipart(
  { db, store }: Pick<Deps, 'db' | 'store'>,
  ticket: UploadTicketRow,
): Promise<{ multipartId: string; fresh: boolean }> {
  if (ticket.multipartId) return { multipartId: ticket.multipartId, fresh: false };
  const key = `${ticket.keyBase}/original`;
  const multipartId = await store.createMultipart(key, ticket.contentType);
  await failpoint('multipart.afterCreate');
  const kept = await db
    .update(uploadTickets)
    .set({ multipartId })
    .where(
      and(
        eq(uploadTickets.id, ticket.id),
        eq(uploadTickets.state, 'OPEN'),
        isNull(uploadTickets.multipartId),
      ),
    );
  if (affected(kept) === 1) return { multipartId, fresh: true };
  await store.abortMultipart(key, multipartId);
  const [row] = await db
    .select({ multipartId: uploadTickets.multipartId })
    .from(uploadTickets)
    .where(and(eq(uploadTickets.id, ticket.id), sql`multipart_id is not null`));
  return { multipartId: row?.multipartId ?? multipartId, fresh: false };
}
