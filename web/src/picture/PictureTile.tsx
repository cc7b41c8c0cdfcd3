import { type MouseEvent, memo, useState } from 'react';
import type { Format } from '../i18n/format.ts';
import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { thumbHashColour } from '../lib/thumb-hash.ts';
import { Icon } from '../ui/Icon.tsx';
import { FailedTile } from './FailedTile.tsx';
import type { GridItem } from './grid-items.ts';
import css from './PictureTile.module.css';
import { TileImage } from './TileImage.tsx';
import { takenWords } from './taken-words.ts';

/** Words on a tile. */
export interface TileNote {
  text: string;
  /** The same in as little room as can be. */
  short: string;
}

export interface PictureTileProps {
  item: GridItem;
  /** Its place in the list. */
  index: number;
  x: number;
  width: number;
  height: number;
  /** Where a click leads; the grid follows it. */
  href: string | null;
  selecting: boolean;
  selected: boolean;
  /** The one tile that the Tab key reaches. */
  reachable: boolean;
  /** The page flies by: no new image is asked for. */
  flinging: boolean;
  /** Among the first that the reader sees. */
  urgent: boolean;
  note?: TileNote | null;
  onToggle: (id: string, range: boolean) => void;
}

/** How much smaller a chosen picture is drawn: 12 CSS pixels on either side of the longer one, and never by more than a tenth. */
const chosenScale = (longest: number): number => Math.max(0.9, 1 - 24 / longest);

/** CSS pixels that a tile takes to show a video's length beside its sign. */
const roomForLength = 80;

/** The same of a note in full, and of what a video shows beside it. */
const roomForNote = 104;
const roomForVideo = 64;

/** When a tile's picture was taken, as far as it is known. */
function dateOf({ picture, stub }: GridItem, format: Format): string {
  if (picture) return takenWords(picture, format);
  return stub ? format.calendarDay(stub.day) : '';
}

/** One picture, video or file on its way, in its place in the grid. */
export const PictureTile = memo(function PictureTile(props: PictureTileProps) {
  const { item, index, x, width, height, href, selecting, selected, reachable, flinging, urgent } = props;
  const { note = null, onToggle } = props;
  const t = useT();
  const format = useFormat();
  // Whoever has been asked for stays asked for: a tile in sight is not emptied by the next fling.
  const [asked, setAsked] = useState(!flinging);
  if (!flinging && !asked) setAsked(true);

  const { picture, preview, stub } = item;
  const known = picture ?? stub;
  const name = picture?.filename ?? preview?.filename ?? '';
  const isVideo = (known?.kind ?? preview?.kind) === 'VIDEO';
  const length = known?.duration ? format.clock(known.duration) : '';
  const date = dateOf(item, format);
  const id = known?.id ?? null;

  const words = !known
    ? t('tile.uploading', { name })
    : isVideo
      ? t('tile.video', { name, date, length })
      : t('tile.image', { name, date });
  const label = note ? `${words}, ${note.text}` : words;
  const noteFits = width >= roomForNote + (isVideo ? roomForVideo : 0);
  const failed = known?.state === 'FAILED';
  const colour = known?.placeholder ? thumbHashColour(known.placeholder) : null;

  const onClick = (event: MouseEvent) => {
    if (!id || !(selecting || event.shiftKey)) return;
    // A click with Ctrl or Cmd still opens a new tab, as links do.
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onToggle(id, event.shiftKey);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: lines are placed by arithmetic, which a table cannot do.
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside takes the focus of the cell.
    <div
      role="gridcell"
      aria-selected={selecting ? selected : undefined}
      className={cx(
        css.tile,
        selected && css.selected,
        selecting && css.selecting,
        width < roomForLength && css.narrow,
      )}
      style={{ left: x, width, height }}
    >
      <div
        className={css.frame}
        style={{
          backgroundColor: colour ?? undefined,
          // Drawn smaller and not laid out smaller: seventeen at once are chosen in one frame.
          scale: selected ? String(chosenScale(Math.max(width, height))) : undefined,
        }}
      >
        {href ? (
          <a
            href={href}
            data-tile={index}
            data-key={item.key}
            tabIndex={reachable ? 0 : -1}
            className={css.link}
            aria-label={label}
            draggable={false}
            onClick={onClick}
          >
            <TileImage item={item} width={width} height={height} asked={asked} urgent={urgent} />
          </a>
        ) : (
          <div
            data-tile={index}
            data-key={item.key}
            tabIndex={reachable ? 0 : -1}
            className={css.link}
            role="img"
            aria-label={label}
          >
            <TileImage item={item} width={width} height={height} asked={asked} urgent={urgent} />
          </div>
        )}
        {failed && id ? (
          <FailedTile pictureId={id} failure={picture?.failure ?? null} roomy={height > 150 && width > 150} />
        ) : null}
        {isVideo && !failed ? (
          <span className={css.badge} aria-hidden="true">
            <Icon name="play" size={14} />
            {width < roomForLength ? null : length}
          </span>
        ) : null}
        {note ? (
          <span className={css.note} aria-hidden="true">
            {noteFits ? note.text : note.short}
          </span>
        ) : null}
        {preview && preview.state !== 'stored' ? (
          <span className={css.progress} aria-hidden="true">
            <span style={{ transform: `scaleX(${preview.progress.toFixed(2)})` }} />
          </span>
        ) : null}
      </div>
      {id ? (
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('tile.select', { name })}
          aria-pressed={selected}
          className={css.check}
          onClick={(event) => onToggle(id, event.shiftKey)}
        >
          <span className={css.circle}>{selected ? <Icon name="check" size={16} /> : null}</span>
        </button>
      ) : null}
    </div>
  );
});
