import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { pressesButton } from '../keys/presses-button.ts';
import { shortcutOf } from '../keys/shortcuts.ts';
import { singleKeysOn } from '../keys/single-keys.ts';
import { GridHeadings } from './GridHeadings.tsx';
import { type GridGroup, type GridPicture, ratioOf } from './grid-items.ts';
import { layOutLines, lineOfTile, tileAcross } from './justified-lines.ts';
import css from './PictureGrid.module.css';
import { PictureTile, type TileNote } from './PictureTile.tsx';
import { useContentWidth } from './useContentWidth.ts';
import { useDrawSelection } from './useDrawSelection.ts';
import { useKeepFocus } from './useKeepFocus.ts';
import { useKeepPlace } from './useKeepPlace.ts';
import { useOpenTiles } from './useOpenTiles.ts';
import type { Selection } from './useSelection.ts';
import { useVisibleLines } from './useVisibleLines.ts';

interface PictureGridProps {
  groups: readonly GridGroup[];
  /** The page of a picture. */
  hrefOf: (pictureId: string) => string;
  selection: Selection;
  /** What stands on a picture's tile beside its drawing. */
  note?: ((picture: GridPicture) => TileNote | null) | undefined;
  /** The last lines come into sight. */
  onNearEnd: () => void;
  /** The picture whose tile gets the focus when the lightbox has closed. */
  returnTo: string | null;
}

/** Lines of this height on a phone, a tablet and a desk. */
function targetHeight(width: number): number {
  if (width < 720) return 120;
  return width < 1100 ? 180 : 220;
}

/** Windowed lines of pictures. Only what is near the window is in the page, and always the tile that has the focus. */
export function PictureGrid(props: PictureGridProps) {
  const { groups, hrefOf, selection, note, onNearEnd, returnTo } = props;
  const t = useT();
  const root = useRef<HTMLDivElement>(null);
  const width = useContentWidth(root);
  const [current, setCurrent] = useState(0);
  const focusWanted = useRef(false);
  const openTile = useOpenTiles();

  const items = useMemo(() => groups.flatMap((group) => group.items), [groups]);
  const layout = useMemo(() => {
    let start = 0;
    const starts = groups.map((group) => {
      const at = start;
      start += group.items.length;
      return at;
    });
    const headed = groups.some((group) => group.day !== null);
    return layOutLines(items.map(ratioOf), starts, {
      width,
      target: targetHeight(width),
      gap: width < 720 ? 2 : 4,
      headingHeight: headed ? 44 : 0,
      headingRoom: 156,
      groupGap: headed ? 20 : 0,
    });
  }, [groups, items, width]);

  const visible = useVisibleLines(root, layout);
  useKeepPlace(root, layout, items);

  const reachable = Math.min(current, items.length - 1);
  const focusLine = lineOfTile(layout.lines, reachable);
  const shown = [];
  for (let index = visible.first; index < visible.end; index += 1) shown.push(index);
  if (focusLine >= 0 && !shown.includes(focusLine)) shown.push(focusLine);

  const nearEnd = visible.end >= layout.lines.length;
  useEffect(() => {
    if (nearEnd && layout.lines.length > 0) onNearEnd();
  }, [nearEnd, layout, onNearEnd]);

  const goTo = (tile: number) => {
    if (tile < 0 || tile >= items.length) return;
    focusWanted.current = true;
    setCurrent(tile);
  };

  useEffect(() => {
    if (returnTo === null) return;
    const tile = items.findIndex((item) => item.picture?.id === returnTo);
    if (tile < 0) return;
    focusWanted.current = true;
    setCurrent(tile);
    // Only the closing of the lightbox asks for this, not every later change of the list.
  }, [returnTo]);

  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    const tile = root.current?.querySelector<HTMLElement>(`[data-tile="${reachable}"]`);
    if (!tile) return;
    focusWanted.current = false;
    tile.focus({ preventScroll: true });
    tile.scrollIntoView({ block: 'nearest' });
  });

  const focus = useKeepFocus(() => root.current?.querySelector<HTMLElement>(`[data-tile="${reachable}"]`));

  const onKeyDown = (event: KeyboardEvent) => {
    // The circles of tiles and days are buttons of their own.
    if (pressesButton(event)) return;
    const shortcut = shortcutOf(event.nativeEvent, ['step', 'extend', 'ends', 'select'], singleKeysOn());
    if (!shortcut) return;
    event.preventDefault();
    const mod = event.ctrlKey || event.metaKey;
    const line = layout.lines[focusLine];
    const targets: Record<string, number | undefined> = {
      ArrowRight: reachable + 1,
      ArrowLeft: reachable - 1,
      ArrowDown: tileAcross(layout, reachable, 1),
      ArrowUp: tileAcross(layout, reachable, -1),
      Home: mod ? 0 : line?.start,
      End: mod ? items.length - 1 : (line?.end ?? 0) - 1,
    };
    const target = targets[event.key];
    const id = items[reachable]?.picture?.id;
    if (target === undefined) {
      if (id) selection.toggle(id, shortcut === 'extend');
      return;
    }
    const next = items[target]?.picture?.id;
    if (shortcut === 'extend' && id && next) selection.add([id, next]);
    goTo(target);
  };

  const drawing = useRef<{ from: number; draw: (ids: readonly string[]) => void } | null>(null);
  const drawTo = (key: string) => {
    const tile = items.findIndex((item) => item.key === key);
    const { from = tile, draw } = drawing.current ?? {};
    if (tile < 0) return;
    const drawn = items.slice(Math.min(from, tile), Math.max(from, tile) + 1);
    draw?.(drawn.flatMap(({ picture }) => picture?.id ?? []));
  };
  useDrawSelection(root, {
    onStart(key) {
      drawing.current = { from: items.findIndex((item) => item.key === key), draw: selection.draw() };
      drawTo(key);
    },
    onMove: drawTo,
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: lines are placed by arithmetic, which a table cannot do.
    <div
      ref={root}
      role="grid"
      aria-label={t('grid.label')}
      aria-multiselectable={selection.active || undefined}
      aria-rowcount={layout.lines.length}
      className={css.grid}
      style={{ height: layout.height }}
      onKeyDown={onKeyDown}
      onClick={openTile}
      onBlur={focus.onBlur}
      onFocus={(event) => {
        focus.onFocus();
        const tile = event.target.getAttribute('data-tile');
        if (tile !== null) setCurrent(Number(tile));
      }}
    >
      {shown.map((index) => {
        const line = layout.lines[index];
        if (!line) return null;
        if (line.end === 0) {
          return (
            <GridHeadings
              key={`h${line.top}`}
              line={line}
              rowIndex={index + 1}
              groups={groups}
              selection={selection}
            />
          );
        }
        return (
          // biome-ignore lint/a11y/useSemanticElements: see the grid.
          // biome-ignore lint/a11y/useFocusableInteractive: see the grid.
          <div
            key={items[line.start]?.key}
            role="row"
            aria-rowindex={index + 1}
            className={css.line}
            style={{ transform: `translateY(${line.top}px)`, height: line.height }}
          >
            {items.slice(line.start, line.end).map((item, offset) => {
              const tile = line.start + offset;
              const id = item.picture?.id;
              return (
                <PictureTile
                  key={item.key}
                  item={item}
                  index={tile}
                  x={layout.x[tile] ?? 0}
                  width={layout.width[tile] ?? 0}
                  height={line.height}
                  href={id ? hrefOf(id) : null}
                  selecting={selection.active}
                  selected={id !== undefined && selection.ids.has(id)}
                  reachable={tile === reachable}
                  flinging={visible.flinging}
                  urgent={tile < 6}
                  note={(item.picture && note?.(item.picture)) ?? null}
                  onToggle={selection.toggle}
                />
              );
            })}
          </div>
        );
      })}
    </div>
  );
}
