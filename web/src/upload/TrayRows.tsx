import { type CSSProperties, memo, type UIEvent, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { UploadEngine, UploadStatus } from './engine/upload-engine.ts';
import { TrayRow } from './TrayRow.tsx';
import css from './TrayRows.module.css';
import { useRowTellings } from './useUploadStatus.ts';

/** Pixels; the style sheet says the same. */
const rowHeight = 60;
const rowsBeyond = 2;
const mostRowsSeen = 8;

type TrayRowsProps = { engine: UploadEngine } & Pick<UploadStatus, 'halt' | 'largestFileBytes'>;

/** The files, one line each. However many there are, only those in view are in the page. */
export const TrayRows = memo(function TrayRows({ engine, halt, largestFileBytes }: TrayRowsProps) {
  const t = useT();
  useRowTellings(engine);
  const { rowCount } = engine.list;
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.min(top, rowCount - mostRowsSeen) - rowsBeyond);
  const shown = engine.list.rows(first, mostRowsSeen + 2 * rowsBeyond);
  const onScroll = (event: UIEvent) => setTop(Math.floor(event.currentTarget.scrollTop / rowHeight));
  const length: CSSProperties & Record<'--rows', number> = { '--rows': rowCount };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must scroll by keyboard, too.
    <ul className={css.list} style={length} onScroll={onScroll} tabIndex={0} aria-label={t('upload.tray')}>
      {shown.map((row, index) => (
        <li
          key={row.id}
          className={css.item}
          style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
          aria-setsize={rowCount}
          aria-posinset={first + index + 1}
        >
          <TrayRow row={row} engine={engine} halt={halt} largestFileBytes={largestFileBytes} />
        </li>
      ))}
    </ul>
  );
});
