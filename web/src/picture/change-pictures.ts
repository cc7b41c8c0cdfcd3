import type { ApolloCache, ApolloClient } from '@apollo/client';
import type { Translate } from '../i18n/I18n.tsx';
import { inBatches } from '../lib/in-batches.ts';
import { refreshTimeline } from '../timeline/refresh-timeline.ts';
import type { Toast } from '../ui/Toast.tsx';
import type { ToastWords } from '../ui/toast-list.ts';

/** The most pictures that one mutation takes. */
const most = 100;

let layers = 0;

/** One change of many pictures, which is one thing to whoever asked for it. */
export interface PictureChange<Item> {
  items: readonly Item[];
  /** What the server will say, shown at once and taken back where it does not agree. */
  guess: (cache: ApolloCache) => void;
  /** Asks for a hundred of them at most, with what that changes in the cache; answers those that it reached. */
  ask: (batch: readonly Item[]) => Promise<readonly Item[]>;
  /** Said while it takes longer than one question. */
  under: string;
  /** Said of those that were reached, with what can be done about it. */
  done: (reached: readonly Item[]) => ToastWords;
  /** Said of those that could not be asked for. */
  failed: (count: number) => string;
  /** Said of those that the server passed over, because they are deleted for good; else they count as failed. */
  gone?: (count: number) => string;
}

/** What a change speaks to the server and to the reader with. */
export interface ChangeTools {
  readonly client: ApolloClient;
  readonly toast: (words: ToastWords) => Toast;
  /** Says that a change has begun; the answer, that it is over. */
  readonly begin: () => () => void;
  readonly t: Translate;
}

/**
 * Changes pictures, hundreds in several mutations one after the other: shown at once as one change, said in one message with
 * its progress, and right again where the server says no.
 */
export async function changePictures<Item>(tools: ChangeTools, change: PictureChange<Item>): Promise<void> {
  const over = tools.begin();
  try {
    await makeChange(tools, change);
  } finally {
    over();
  }
}

async function makeChange<Item>(
  { client, toast }: ChangeTools,
  { items, guess, ask, under, done, failed, gone }: PictureChange<Item>,
): Promise<void> {
  const { cache } = client;
  layers += 1;
  const layer = `pictures ${layers}`;
  const line = items.length > most ? toast({ text: under, progress: 0 }) : null;
  const say = line?.say ?? toast;
  const reached: Item[] = [];
  // One layer for all, so that the grid closes up once and not batch by batch.
  cache.recordOptimisticTransaction(guess, layer);
  const kept = await inBatches(
    items,
    most,
    async (batch) => void reached.push(...(await ask(batch))),
    (progress) => line?.say({ text: under, progress }),
  );
  cache.removeOptimistic(layer);
  void refreshTimeline(client);
  if (reached.length > 0) say(done(reached));
  const passed = gone ? items.length - reached.length - kept.length : 0;
  if (gone && passed > 0) (reached.length > 0 ? toast : say)({ text: gone(passed), kind: 'error' });
  const lost = kept.length || (reached.length + passed === 0 ? items.length : 0);
  if (lost > 0) (reached.length + passed > 0 ? toast : say)({ text: failed(lost), kind: 'error' });
}
