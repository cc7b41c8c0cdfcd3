import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { pressesButton } from '../keys/presses-button.ts';
import { shortcutOf } from '../keys/shortcuts.ts';
import { singleKeysOn } from '../keys/single-keys.ts';
import { firstLineBelow, lineOfTile } from '../picture/justified-lines.ts';
import { PictureTile } from '../picture/PictureTile.tsx';
import { useDrawSelection } from '../picture/useDrawSelection.ts';
import { useKeepFocus } from '../picture/useKeepFocus.ts';
import { useOpenTiles } from '../picture/useOpenTiles.ts';
import type { SectionLine } from './section-layout.ts';
import type { TimelinePage } from './slice-page.ts';
import css from './TimelineGrid.module.css';
import { TimelineHeadings } from './TimelineHeadings.tsx';
import { itemAt } from './timeline-items.ts';
import type { PlacedSection, TilePlace, TimelineLayout } from './timeline-layout.ts';
import type { Section } from './timeline-sections.ts';
import { edgeOfLine, stepAcross, stepBy } from './timeline-steps.ts';
import type { Timeline } from './useTimeline.ts';
import type { TimelineSelection } from './useTimelineSelection.ts';
import type { TimelineWindow } from './useTimelineWindow.ts';

interface TimelineGridProps {
  root: RefObject<HTMLDivElement | null>;
  timeline: Timeline;
  hrefOf: (pictureId: string) => string;
  selection: TimelineSelection;
  /** The picture that the Tab key reaches. */
  current: TilePlace;
  /** The focus has come to another one. */
  onFocused: (place: TilePlace) => void;
  /** A key leads to another one, loaded or not. */
  onGo: (place: TilePlace) => void;
  /** Counts up when the current picture is to have the focus. */
  focusAsked: number;
}

/** Lines of the timeline. Only what is near the window is in the page, and always the tile that has the focus. */
export function TimelineGrid(props: TimelineGridProps) {
  const { root, timeline, hrefOf, selection, current, onFocused, onGo, focusAsked } = props;
  const { layout, window: shown, pageOf, pictures } = timeline;
  const t = useT();
  const openTile = useOpenTiles();
  const focusDone = useRef(focusAsked);
  const currentPage = pageOfPlace(layout, pageOf, current);
  const currentId = currentPage?.ids[current.index];

  useLayoutEffect(() => {
    if (focusDone.current === focusAsked || !currentId) return;
    const tile = root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(currentId)}"]`);
    if (!tile) return;
    focusDone.current = focusAsked;
    tile.focus({ preventScroll: true });
    tile.scrollIntoView({ block: 'nearest' });
  });

  const focus = useKeepFocus(() =>
    currentId ? root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(currentId)}"]`) : null,
  );

  const onKeyDown = (event: KeyboardEvent) => {
    // The circles of tiles and days are buttons of their own.
    if (pressesButton(event)) return;
    const shortcut = shortcutOf(event.nativeEvent, ['step', 'extend', 'ends', 'select'], singleKeysOn());
    if (!shortcut) return;
    event.preventDefault();
    const mod = event.ctrlKey || event.metaKey;
    const last = layout.sections.length - 1;
    const targets: Record<string, (() => TilePlace) | undefined> = {
      ArrowRight: () => stepBy(layout, current, 1),
      ArrowLeft: () => stepBy(layout, current, -1),
      ArrowDown: () => stepAcross(layout, current, 1),
      ArrowUp: () => stepAcross(layout, current, -1),
      Home: () => (mod ? { section: 0, index: 0 } : edgeOfLine(layout, current, -1)),
      End: () =>
        mod
          ? { section: last, index: (layout.sections[last]?.count ?? 1) - 1 }
          : edgeOfLine(layout, current, 1),
    };
    const target = targets[event.key]?.();
    if (!target) {
      if (currentId) selection.toggle(currentId, shortcut === 'extend');
      return;
    }
    const next = pageOfPlace(layout, pageOf, target)?.ids[target.index];
    if (shortcut === 'extend' && currentId && next) selection.add([currentId, next]);
    onGo(target);
  };

  // The tiles that a finger has come over so far have all been loaded.
  const drawing = useRef<{ from: string; draw: (ids: readonly string[]) => void } | null>(null);
  const drawTo = (id: string) => {
    const { from = id, draw } = drawing.current ?? {};
    draw?.(loadedBetween(layout, pageOf, from, id));
  };
  useDrawSelection(root, {
    onStart(id) {
      drawing.current = { from: id, draw: selection.draw() };
      drawTo(id);
    },
    onMove: drawTo,
  });

  const renderLine = (placed: PlacedSection, line: SectionLine, sectionIndex: number, page: TimelinePage) => {
    const top = placed.top + line.top;
    if (line.end === 0) {
      return (
        <TimelineHeadings
          key={`${placed.section.key} ${line.month ?? line.headings[0]?.group}`}
          line={line}
          top={top}
          days={placed.layout?.days ?? []}
          selecting={selection.active}
          isSelected={(day) => selection.isDaySelected(placed, day)}
          onToggleDay={(day) => selection.toggleDay(placed, day)}
        />
      );
    }
    const tiles = [];
    for (let index = line.start; index < line.end; index += 1) {
      const item = itemAt(page, index, pictures);
      if (!item) continue;
      tiles.push(
        <PictureTile
          key={item.key}
          item={item}
          index={index}
          x={placed.layout?.x[index] ?? 0}
          width={placed.layout?.width[index] ?? 0}
          height={line.height}
          href={hrefOf(item.key)}
          selecting={selection.active}
          selected={selection.ids.has(item.key)}
          reachable={current.section === sectionIndex && current.index === index}
          flinging={shown.flinging}
          urgent={placed.first + index < 8}
          onToggle={selection.toggle}
        />,
      );
    }
    return (
      // biome-ignore lint/a11y/useSemanticElements: see the grid.
      // biome-ignore lint/a11y/useFocusableInteractive: see the grid.
      <div
        key={page.ids[line.start]}
        role="row"
        className={css.line}
        style={{ transform: `translateY(${top}px)`, height: line.height }}
      >
        {tiles}
      </div>
    );
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: lines are placed by arithmetic, which a table cannot do.
    <div
      ref={root}
      role="grid"
      aria-label={t('grid.label')}
      aria-multiselectable={selection.active || undefined}
      // How many lines there will be is known only where all is loaded.
      aria-rowcount={-1}
      className={css.grid}
      style={{ height: layout.height }}
      onKeyDown={onKeyDown}
      onClick={openTile}
      onBlur={focus.onBlur}
      onFocus={(event) => {
        focus.onFocus();
        const key = event.target.getAttribute('data-key');
        const place = key === null ? null : placeOf(layout, pageOf, key, shown);
        if (place) onFocused(place);
      }}
    >
      {layout.sections.map((placed, index) => {
        const page = pageOf(placed.section);
        const inWindow = placed.top < shown.to && placed.top + placed.height > shown.from;
        if (!placed.layout || !page) {
          return inWindow ? (
            <div
              key={placed.section.key}
              role="presentation"
              className={css.waiting}
              style={{ top: placed.top, height: placed.height }}
            />
          ) : null;
        }
        const { lines } = placed.layout;
        const rows = [];
        const focusLine = current.section === index ? lineOfTile(lines, current.index) : -1;
        const first = inWindow ? firstLineBelow(lines, shown.from - placed.top) : 0;
        let end = first;
        while (inWindow && end < lines.length && placed.top + (lines[end]?.top ?? 0) < shown.to) end += 1;
        const outside = focusLine >= 0 && (focusLine < first || focusLine >= end);
        for (const at of outside ? [focusLine] : []) {
          const line = lines[at];
          if (line) rows.push(renderLine(placed, line, index, page));
        }
        for (const line of lines.slice(first, end)) rows.push(renderLine(placed, line, index, page));
        return rows;
      })}
    </div>
  );
}

/** What is loaded from one picture to another, both included; they may stand either way. */
function loadedBetween(
  { sections }: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  one: string,
  other: string,
): readonly string[] {
  const ids = sections.flatMap(({ section }) => pageOf(section)?.ids ?? []);
  const [from, to] = [ids.indexOf(one), ids.indexOf(other)].sort((a, b) => a - b);
  return from === undefined || from < 0 || to === undefined ? [one, other] : ids.slice(from, to + 1);
}

function pageOfPlace(
  layout: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  place: TilePlace,
): TimelinePage | null {
  const placed = layout.sections[place.section];
  return placed ? pageOf(placed.section) : null;
}

/** Where a picture stands that is in the page now. */
function placeOf(
  layout: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  id: string,
  shown: TimelineWindow,
): TilePlace | null {
  for (const [section, placed] of layout.sections.entries()) {
    if (placed.top > shown.to || placed.top + placed.height < shown.from) continue;
    const index = pageOf(placed.section)?.ids.indexOf(id) ?? -1;
    if (index >= 0) return { section, index };
  }
  return null;
}
