import { useCallback, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import type { Selection } from './useSelection.ts';

/** Reads ids of a list from a cursor on; `after` of the answer is null at the list's end. */
export type ReadIds = (after: string | null) => Promise<{ ids: readonly string[]; after: string | null }>;

/** Chooses every picture of a list: those on the page at once, and those beyond by their ids alone. */
export function useChooseAll(
  selection: Pick<Selection, 'add' | 'active'>,
  order: readonly string[],
  hasMore: boolean,
  readIds: ReadIds,
): { busy: boolean; start: () => void; stop: () => void } {
  const toast = useToast();
  const t = useT();
  const [busy, setBusy] = useState(false);
  const run = useRef(0);
  const { add } = selection;

  const stop = useCallback(() => {
    run.current += 1;
    setBusy(false);
  }, []);
  useEffect(() => stop, [stop]);

  const start = useCallback(async () => {
    add(order);
    if (!hasMore) return;
    run.current += 1;
    const mine = run.current;
    setBusy(true);
    try {
      for (let after: string | null = null; ; ) {
        const page: Awaited<ReturnType<ReadIds>> = await readIds(after);
        if (run.current !== mine) return;
        add(page.ids);
        after = page.after;
        if (after === null) break;
      }
    } catch {
      toast({ text: t('selection.allFailed'), kind: 'error' });
    }
    if (run.current === mine) setBusy(false);
  }, [add, order, hasMore, readIds, toast, t]);

  return { busy, start: () => void start(), stop };
}
