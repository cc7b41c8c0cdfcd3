import { useApolloClient } from '@apollo/client/react';
import { useCallback, useMemo, useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { type Selection, useSelection } from '../picture/useSelection.ts';
import { useToast } from '../ui/Toast.tsx';
import type { SectionDay } from './section-layout.ts';
import { findTimelineIds } from './timeline-ids.ts';
import type { PlacedSection, TilePlace } from './timeline-layout.ts';
import type { Timeline } from './useTimeline.ts';

const nothing: readonly string[] = [];

/** Choosing in the timeline: what is not loaded is asked for by its place. */
export interface TimelineSelection extends Selection {
  /** Everything there is; it may take some seconds, and what has come is chosen meanwhile. */
  chooseAll(): void;
  isDaySelected(placed: PlacedSection, day: SectionDay): boolean;
  toggleDay(placed: PlacedSection, day: SectionDay): void;
}

/** Where a picture stands among what is loaded. */
export function findPlace(
  { layout, pageOf }: Pick<Timeline, 'layout' | 'pageOf'>,
  id: string,
): TilePlace | null {
  for (const [section, placed] of layout.sections.entries()) {
    const index = pageOf(placed.section)?.ids.indexOf(id) ?? -1;
    if (index >= 0) return { section, index };
  }
  return null;
}

/** The selection over a timeline. */
export function useTimelineSelection({ layout, pageOf }: Timeline): TimelineSelection {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();
  const ids = useMemo(() => findTimelineIds(client, layout, pageOf), [client, layout, pageOf]);
  const latest = useRef({ layout, pageOf, ids });
  latest.current = { layout, pageOf, ids };
  const failed = useCallback(() => toast({ text: t('timeline.selectFailed'), kind: 'error' }), [toast, t]);

  /** The last one that was touched, and its section's key: a long way on it is not loaded any more. */
  const touched = useRef<{ id: string; section: string } | null>(null);
  const between = useCallback(
    async (from: string, to: string) => {
      try {
        const { ids: found } = latest.current;
        const gone = touched.current?.id === from ? touched.current.section : '';
        const one = findPlace(latest.current, from) ?? (await found.placeIn(gone, from));
        const other = findPlace(latest.current, to);
        if (!one || !other) throw new Error('One end of the range is not in the timeline any more.');
        return await found.between(one, other);
      } catch (error) {
        failed();
        throw error;
      }
    },
    [failed],
  );
  const chosen = useSelection(nothing, between);
  const toggle = useCallback(
    (id: string, range?: boolean) => {
      chosen.toggle(id, range);
      const place = findPlace(latest.current, id);
      const section = place && latest.current.layout.sections[place.section]?.section.key;
      touched.current = section ? { id, section } : null;
    },
    [chosen.toggle],
  );
  const selection = useMemo(() => ({ ...chosen, toggle }), [chosen, toggle]);

  const run = useRef(0);
  const end = useCallback(() => {
    run.current += 1;
    selection.end();
  }, [selection.end]);
  const chooseAll = useCallback(() => {
    run.current += 1;
    const mine = run.current;
    selection.start();
    latest.current.ids
      .all((some) => {
        if (run.current === mine) selection.add(some);
      })
      .catch(failed);
  }, [selection.start, selection.add, failed]);

  const isDaySelected = useCallback(
    (placed: PlacedSection, day: SectionDay) => {
      const here = pageOf(placed.section)?.ids.slice(day.start, day.end) ?? [];
      return here.length > 0 && here.every((id) => selection.ids.has(id));
    },
    [pageOf, selection.ids],
  );
  const toggleDay = useCallback(
    (placed: PlacedSection, day: SectionDay) => {
      const selected = isDaySelected(placed, day);
      const section = latest.current.layout.sections.findIndex(
        (each) => each.section.key === placed.section.key,
      );
      latest.current.ids
        .ofDay(section, day)
        .then((found) => (selected ? selection.drop(found) : selection.add(found)), failed);
    },
    [isDaySelected, selection.add, selection.drop, failed],
  );

  return useMemo(
    () => ({ ...selection, end, chooseAll, isDaySelected, toggleDay }),
    [selection, end, chooseAll, isDaySelected, toggleDay],
  );
}
