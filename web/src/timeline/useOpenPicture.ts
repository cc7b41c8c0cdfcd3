import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import type { GridPicture, PictureStub } from '../picture/grid-items.ts';
import { TimelinePlaceDocument } from './TimelinePlace.generated.ts';
import { stubAt } from './timeline-items.ts';
import type { TilePlace, TimelineLayout } from './timeline-layout.ts';
import type { Timeline } from './useTimeline.ts';

/** At least so many pictures on either side are slides; of so many the addresses are there before they are reached. */
const reach = 60;
const nearReach = 8;

/** Where a picture stands by its month and the pictures before it there; null where the months say nothing of it. */
export function placeInMonth(layout: TimelineLayout, month: string, offset: number): TilePlace | null {
  for (const [section, placed] of layout.sections.entries()) {
    const { since, until, months, offset: before } = placed.section;
    if (month < since || month > until) continue;
    const newer = months
      .filter((each) => each.month > month)
      .reduce((sum, each) => sum + each.pictureCount, 0);
    const index = newer + offset - before;
    if (index < placed.count) return { section, index: Math.max(0, index) };
  }
  return null;
}

/** Asks where an open picture stands that nothing loaded holds, as behind a link that is opened cold. */
export function useAskedPlace(
  id: string | null,
  isLoaded: boolean,
  layout: TimelineLayout,
): TilePlace | null {
  const client = useApolloClient();
  const [asked, setAsked] = useState<{ id: string; month: string; offset: number } | null>(null);
  useEffect(() => {
    if (id === null || isLoaded) return;
    let over = false;
    client
      .query({ query: TimelinePlaceDocument, variables: { id }, fetchPolicy: 'no-cache' })
      .then(({ data }) => {
        const place = data?.picture?.timelinePlace;
        if (!over && place) setAsked({ id, ...place });
      })
      // Without its neighbours the picture itself is still shown.
      .catch(() => undefined);
    return () => {
      over = true;
    };
  }, [client, id, isLoaded]);
  return useMemo(
    () => (asked?.id === id && asked ? placeInMonth(layout, asked.month, asked.offset) : null),
    [asked, id, layout],
  );
}

/** The slides around a place: those of the loaded sections, with what is known of each. */
export interface Slides {
  readonly pictures: readonly GridPicture[];
  /** How many pictures of the timeline stand before the first of them. */
  readonly first: number;
}

/** The pictures around a place that should be loaded before they are reached. */
export function idsAround(
  { layout, pageOf }: Pick<Timeline, 'layout' | 'pageOf'>,
  place: TilePlace,
): string[] {
  return stubsAround({ layout, pageOf }, place, nearReach, nearReach).stubs.map(({ id }) => id);
}

/**
 * Makes the slides around a place. They change only every `reach` pictures: the gallery is laid out anew when something comes
 * before its first slide.
 */
export function slidesAround({ layout, pageOf, pictures }: Timeline, place: TilePlace): Slides {
  const past = countBefore(layout, place) % reach;
  const { stubs, first } = stubsAround({ layout, pageOf }, place, reach + past, 2 * reach - past);
  return { pictures: stubs.map((stub) => pictures.get(stub.id) ?? unloaded(stub)), first };
}

const countBefore = (layout: TimelineLayout, { section, index }: TilePlace): number =>
  (layout.sections[section]?.first ?? 0) + index;

function stubsAround(
  { layout, pageOf }: Pick<Timeline, 'layout' | 'pageOf'>,
  place: TilePlace,
  newer: number,
  older: number,
): { stubs: PictureStub[]; first: number } {
  const stubs: PictureStub[] = [];
  const { section, index } = place;
  let first = countBefore(layout, place);
  // Only what hangs together: a hole in the slides would be a step of a thousand pictures.
  const walk = (step: 1 | -1, take: (stub: PictureStub) => void) => {
    let at = section;
    let within = index;
    const goOn = () => {
      within += step;
      if (within >= 0 && within < (layout.sections[at]?.count ?? 0)) return;
      at += step;
      within = step === 1 ? 0 : (layout.sections[at]?.count ?? 0) - 1;
    };
    // The picture itself is the first of the older ones.
    if (step === -1) goOn();
    for (let taken = 0; taken < (step === 1 ? older + 1 : newer); taken += 1) {
      const placed = layout.sections[at];
      const page = placed && pageOf(placed.section);
      const stub = page && stubAt(page, within);
      if (!stub) return;
      take(stub);
      goOn();
    }
  };
  walk(-1, (stub) => {
    stubs.unshift(stub);
    first -= 1;
  });
  walk(1, (stub) => stubs.push(stub));
  return { stubs, first };
}

const standIns = new Map<string, GridPicture>();
const mostStandIns = 1000;

/** A slide whose picture is on its way: its shape is not known, its blurred colours are. */
function unloaded({ id, kind, state, duration, placeholder }: PictureStub): GridPicture {
  const known = standIns.get(id);
  if (known) return known;
  const standIn: GridPicture = {
    __typename: 'Picture',
    id,
    kind,
    state,
    duration,
    placeholder,
    failure: null,
    filename: '',
    contentType: '',
    width: null,
    height: null,
    takenAt: null,
    takenAtLocal: null,
    createdAt: '',
    small: null,
    medium: null,
    large: null,
    album: { __typename: 'Album', id: '' },
  };
  if (standIns.size >= mostStandIns) standIns.clear();
  standIns.set(id, standIn);
  return standIn;
}
