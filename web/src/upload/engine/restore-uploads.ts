import type { EngineContext } from './engine-context.ts';
import { batchLimit, type CommitAnswer, type Ticket } from './upload-api.ts';
import { takeTicket, type UploadItem } from './upload-item.ts';
import { itemFromRecord, type UploadRecord } from './upload-records.ts';

// The parts' URLs are asked for again when the file is at hand; here only what the store holds counts.
const partsToKnow = 1;
const partsToCount = 100;

/**
 * The files that earlier pages left unfinished, each with its ticket where the server still holds one for it. Files whose
 * bytes had all arrived are committed on the way and not listed. Rejects where the server cannot be asked.
 */
export async function restoreUploads(context: EngineContext): Promise<UploadItem[]> {
  const { api, records } = context.deps;
  const left = await records.takeOver();
  if (left.length === 0) return [];
  const pending = await api.pendingUploads(partsToKnow);
  const byId = new Map(pending.map((ticket) => [ticket.id, ticket]));
  const byRef = new Map(pending.map((ticket) => [ticket.clientRef, ticket]));
  const items: UploadItem[] = [];
  const unsure: { record: UploadRecord; item: UploadItem; ticketId: string }[] = [];
  for (const record of left) {
    const item = itemFromRecord(record);
    // A page can die between the server's answer and the record of it; the reference finds that ticket.
    const ticket = byId.get(record.ticketId ?? '') ?? byRef.get(record.id);
    const isStored = ticket !== undefined && (await attach(context, item, ticket));
    const ticketId = ticket?.id ?? record.ticketId;
    if (ticketId !== null && (ticket === undefined || isStored)) unsure.push({ record, item, ticketId });
    else items.push(item);
  }
  const committed = await commitStored(
    context,
    unsure.map((one) => one.ticketId),
  );
  await records.forget(unsure.filter((one) => committed.has(one.ticketId)).map((one) => one.record.id));
  return [...items, ...unsure.filter((one) => !committed.has(one.ticketId)).map((one) => one.item)];
}

/** Gives a file its ticket, and answers whether its bytes may all be stored already. */
async function attach(context: EngineContext, item: UploadItem, ticket: Ticket): Promise<boolean> {
  takeTicket(item, ticket, Number.NEGATIVE_INFINITY);
  if (item.plan === null) return true;
  const renewed = await context.deps.api.renewTicket(ticket.id, partsToCount);
  if (renewed?.transfer.kind !== 'parts') return false;
  item.plan.learn(renewed.transfer.missing, partsToCount, item.plan.ask());
  item.sent = item.plan.storedBytes;
  return item.plan.isComplete;
}

/** Commits are idempotent, so asking is safe: which of these tickets are pictures now. */
async function commitStored(context: EngineContext, ticketIds: readonly string[]): Promise<Set<string>> {
  const answers: CommitAnswer[] = [];
  for (let from = 0; from < ticketIds.length; from += batchLimit) {
    answers.push(...(await context.deps.api.commitUploads(ticketIds.slice(from, from + batchLimit))));
  }
  return new Set(answers.flatMap((answer) => (answer.kind === 'committed' ? [answer.ticketId] : [])));
}
