import type { EngineContext } from './engine-context.ts';
import { mostConnections } from './line.ts';
import { openSource } from './open-source.ts';
import type { PartPlan } from './part-plan.ts';
import { patientCall } from './patient-call.ts';
import { sendUnit } from './send-unit.ts';
import type { SignedPart, SignedRequest, Ticket } from './upload-api.ts';
import { failedState, reasonOf } from './upload-failure.ts';
import { takeTicket, type UploadItem } from './upload-item.ts';

/** Parts whose URLs are asked for at once: enough for some minutes, few enough not to expire unused. */
const partsAhead = 60;
const mostReturns = 3;

/** Sends one ticketed file and moves it to where it stands then. Never rejects; aborted, it leaves the state alone. */
export async function sendItem(context: EngineContext, item: UploadItem, signal: AbortSignal): Promise<void> {
  const { list } = context;
  try {
    const outcome = await (item.plan === null
      ? sendWhole(context, item, signal)
      : sendParts(context, item, item.plan, signal));
    signal.throwIfAborted();
    if (outcome === 'gone') {
      startOver(context, item);
      return;
    }
    markUploading(context, item);
    list.setSent(item, item.size);
    list.move(item, { name: 'stored' });
    context.proceed(item);
  } catch (error) {
    if (signal.aborted || context.signal.aborted) return;
    list.setSent(item, item.plan?.storedBytes ?? 0);
    list.move(item, failedState(reasonOf(error)));
  }
}

/** Lets a file whose ticket is no use any more ask for another one, a few times at most. */
export function startOver(context: EngineContext, item: UploadItem): void {
  item.ticket = null;
  item.plan = null;
  item.returns += 1;
  context.list.setSent(item, 0);
  if (item.returns > mostReturns) {
    context.list.move(item, failedState('store-refused'));
    return;
  }
  context.list.move(item, { name: 'hashed' });
  context.remember(item);
  context.proceed(item);
}

async function sendWhole(
  context: EngineContext,
  item: UploadItem,
  signal: AbortSignal,
): Promise<'stored' | 'gone'> {
  const transfer = item.ticket?.transfer;
  if (transfer?.kind !== 'single') return 'gone';
  const renew = async () => {
    const ticket = await renewTicket(context, item, 1);
    return ticket?.transfer.kind === 'single' ? ticket.transfer.request : 'gone';
  };
  const request = isStale(context, item, transfer.request) ? await renew() : transfer.request;
  if (request === 'gone') return 'gone';
  const endTurn = await context.openings.acquire(item.size, signal);
  try {
    const body = await openSource(item);
    signal.throwIfAborted();
    const unit = {
      fileSize: item.size,
      body,
      request,
      renew,
      onStart() {
        endTurn();
        markUploading(context, item);
      },
      onSent: (bytes: number) => context.list.setSent(item, bytes),
      onRetryAt: (at: number | null) => context.list.setRetryAt(item, at),
    };
    return await sendUnit(context, unit, signal);
  } finally {
    endTurn();
  }
}

async function sendParts(
  context: EngineContext,
  item: UploadItem,
  plan: PartPlan,
  signal: AbortSignal,
): Promise<'stored' | 'gone'> {
  const body = await openSource(item);
  signal.throwIfAborted();
  const lanes = new AbortController();
  const laneSignal = AbortSignal.any([signal, lanes.signal]);
  const onTheWay = new Map<number, number>();
  const report = () => {
    let sent = plan.storedBytes;
    for (const bytes of onTheWay.values()) sent += bytes;
    context.list.setSent(item, sent);
  };
  const refilling: { answer: Promise<boolean> | null } = { answer: null };
  // Lanes that run out of URLs at the same time share one question to the server.
  const refill = (): Promise<boolean> => {
    const answer =
      refilling.answer ??
      refreshPlan(context, item, plan).finally(() => {
        refilling.answer = null;
      });
    refilling.answer = answer;
    return answer;
  };
  report();
  const lane = async (): Promise<'stored' | 'gone'> => {
    while (plan.left > 0) {
      const part = plan.take();
      if (part === null) {
        if (!(await refill())) return 'gone';
        laneSignal.throwIfAborted();
        report();
        continue;
      }
      const outcome = await sendPart(part);
      if (outcome === 'gone') return 'gone';
    }
    return 'stored';
  };
  const sendPart = async (part: SignedPart): Promise<'stored' | 'gone'> => {
    const { start, end } = plan.range(part.number);
    const renew = async () => ((await refill()) ? (plan.renewed(part.number) ?? 'stored') : 'gone');
    const outcome = await sendUnit(
      context,
      {
        fileSize: item.size,
        body: body.slice(start, end),
        request: part,
        renew,
        onStart: () => markUploading(context, item),
        onSent(bytes) {
          onTheWay.set(part.number, bytes);
          report();
        },
        onRetryAt: (at) => context.list.setRetryAt(item, at),
      },
      laneSignal,
    );
    onTheWay.delete(part.number);
    if (outcome === 'stored') plan.done(part.number);
    report();
    return outcome;
  };
  try {
    const outcomes = await Promise.all(Array.from({ length: mostConnections }, lane));
    return outcomes.includes('gone') ? 'gone' : 'stored';
  } finally {
    lanes.abort();
    plan.dropTaken();
  }
}

async function refreshPlan(context: EngineContext, item: UploadItem, plan: PartPlan): Promise<boolean> {
  const question = plan.ask();
  const ticket = await renewTicket(context, item, partsAhead);
  if (ticket?.transfer.kind !== 'parts') return false;
  plan.learn(ticket.transfer.missing, partsAhead, question);
  return true;
}

async function renewTicket(context: EngineContext, item: UploadItem, parts: number): Promise<Ticket | null> {
  const { ticket } = item;
  if (ticket === null) return null;
  const renewed = await patientCall(context, () => context.deps.api.renewTicket(ticket.id, parts));
  if (renewed !== null && renewed.transfer.kind === 'single') {
    takeTicket(item, renewed, context.deps.clock.now());
  }
  return renewed;
}

function markUploading(context: EngineContext, item: UploadItem): void {
  if (item.state.name === 'ticketed') context.list.move(item, { name: 'uploading' });
}

/** Whether a URL's own lifetime has passed since it came: asking for a new one is cheaper than sending bytes to a 403. */
function isStale(context: EngineContext, item: UploadItem, request: SignedRequest): boolean {
  if (item.ticketAt === Number.NEGATIVE_INFINITY) return true;
  const seconds = Number(new URL(request.url).searchParams.get('X-Amz-Expires') ?? Number.NaN);
  return !Number.isNaN(seconds) && context.deps.clock.now() - item.ticketAt > seconds * 950;
}
