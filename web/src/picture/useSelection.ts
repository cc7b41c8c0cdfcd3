import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** Which pictures are chosen, and how that changes. */
export interface Selection {
  /** Edit mode: a click on a tile chooses it and opens nothing. */
  readonly active: boolean;
  readonly ids: ReadonlySet<string>;
  /** Chooses or drops one; with `range`, all from the last one touched to this one. Starts edit mode. */
  toggle(id: string, range?: boolean): void;
  /** Chooses these as well. */
  add(ids: readonly string[]): void;
  /** Drops these. */
  drop(ids: readonly string[]): void;
  /** Begins to choose by drawing over tiles; each call of the answer chooses these, besides what was chosen before. */
  draw(): (ids: readonly string[]) => void;
  /** Starts edit mode with nothing chosen. */
  start(): void;
  /** Ends edit mode. */
  end(): void;
}

/**
 * The selection over a list; `order` is the ids as they stand on the page, for ranges. Where not all of them are known,
 * `between` finds those from one to another, both included.
 */
export function useSelection(
  order: readonly string[],
  between?: (from: string, to: string) => Promise<readonly string[]>,
): Selection {
  const [active, setActive] = useState(false);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const latest = useRef({ order, between, ids });
  useEffect(() => {
    latest.current = { order, between, ids };
  }, [order, between, ids]);

  const toggle = useCallback((id: string, range = false) => {
    setActive(true);
    const { order: list, between: find } = latest.current;
    if (range && anchor.current !== null && find) {
      // Where the ids in between can't be had, the two ends are chosen, and the page's own words say the rest.
      const ends = [anchor.current, id];
      find(anchor.current, id).then(
        (found) => setIds((before) => new Set([...before, ...found])),
        () => setIds((before) => new Set([...before, ...ends])),
      );
      anchor.current = id;
      return;
    }
    const from = anchor.current === null ? -1 : list.indexOf(anchor.current);
    const to = list.indexOf(id);
    if (range && from >= 0 && to >= 0) {
      setIds((before) => new Set([...before, ...list.slice(Math.min(from, to), Math.max(from, to) + 1)]));
    } else {
      setIds((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    }
    anchor.current = id;
  }, []);

  const add = useCallback((more: readonly string[]) => {
    setActive(true);
    setIds((before) => (more.every((id) => before.has(id)) ? before : new Set([...before, ...more])));
  }, []);

  const drop = useCallback((gone: readonly string[]) => {
    setIds((before) => {
      const next = new Set(before);
      for (const id of gone) next.delete(id);
      return next;
    });
  }, []);

  const draw = useCallback(() => {
    const before = latest.current.ids;
    setActive(true);
    return (drawn: readonly string[]) => {
      anchor.current = drawn.at(-1) ?? anchor.current;
      setIds(new Set([...before, ...drawn]));
    };
  }, []);

  const start = useCallback(() => setActive(true), []);

  const end = useCallback(() => {
    setActive(false);
    setIds(new Set());
    anchor.current = null;
  }, []);

  return useMemo(
    () => ({ active, ids, toggle, add, drop, draw, start, end }),
    [active, ids, toggle, add, drop, draw, start, end],
  );
}
