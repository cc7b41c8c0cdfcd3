import type { Format } from '../i18n/format.ts';
import { cx } from '../lib/cx.ts';
import { nextTask } from '../lib/tasks.ts';
import { thumbHashColour } from '../lib/thumb-hash.ts';
import tileCss from '../picture/PictureTile.module.css';
import { rememberPainted } from '../picture/painted.ts';
import imageCss from '../picture/TileImage.module.css';
import { tileSource } from '../picture/tile-source.ts';
import buttonCss from '../ui/Button.module.css';
import { dayWords } from './day-words.ts';
import type { SectionLayout, SectionLine } from './section-layout.ts';
import { pagesOfStart, type TimelinePage } from './slice-page.ts';
import gridCss from './TimelineGrid.module.css';
import headingCss from './TimelineHeadings.module.css';
import pageCss from './TimelinePage.module.css';
import type { TimelineStartQuery } from './TimelineStart.generated.ts';
import { placeSections } from './timeline-layout.ts';
import { timelineOptions } from './timeline-options.ts';
import { cutSections } from './timeline-sections.ts';

type Pictures = ReadonlyMap<string, TimelineStartQuery['pictures']['nodes'][number]>;

/** What waits for pictures: the grid, and how its days are written. */
interface Frame {
  readonly grid: HTMLElement;
  readonly format: Format;
}

/**
 * Puts what needs no answer into an element of the page that nobody sees yet: the browser finds its fonts and its formats
 * while the answer is on its way.
 */
export async function prepareFirstScreen(screen: HTMLElement, title: string, format: Format): Promise<Frame> {
  const grid = element('div', gridCss.grid);
  const head = element('div', pageCss.head);
  head.append(
    element('div', pageCss.title, {}, title),
    // The button's room.
    element('span', buttonCss.button),
  );
  const page = element('div', pageCss.page);
  page.append(head, grid);
  const today = new Date().toISOString().slice(0, 10);
  const words = [
    () => format.calendarMonth(today.slice(0, 7)),
    () => dayWords(today, 0, format),
    () => format.day(new Date()),
  ];
  screen.replaceChildren(page);
  for (const say of words) {
    await nextTask();
    grid.append(element('div', headingCss.month, {}, say()));
  }
  await nextTask();
  grid.getBoundingClientRect();
  return { grid, format };
}

/**
 * Draws what of the timeline is in the window, in the places where the app will draw it: the same classes, the same lines and
 * the same images. What only those see who point at something comes with the app. It takes a task for each of its steps.
 */
export async function drawFirstScreen(
  { grid, format }: Frame,
  { timelineMonths, timelinePage, pictures }: TimelineStartQuery,
): Promise<void> {
  const sections = cutSections(timelineMonths);
  const pages = new Map(
    pagesOfStart(sections, timelinePage).map(({ section, page }) => [section.key, page] as const),
  );
  const byId: Pictures = new Map(pictures.nodes.map((picture) => [picture.id, picture]));
  await nextTask();

  // A page that grows beyond the window may get a scrollbar, and its lines less room.
  for (let drawn = 0, tries = 0; tries < 2; tries += 1) {
    const { top, width } = grid.getBoundingClientRect();
    if (Math.floor(width) === drawn) break;
    drawn = Math.floor(width);
    const layout = placeSections(sections, ({ key }) => pages.get(key) ?? null, timelineOptions(drawn));
    await nextTask();
    grid.style.height = `${layout.height}px`;
    const lines = layout.sections.flatMap((placed) => {
      const shown = pages.get(placed.section.key);
      const within = placed.layout;
      if (!shown || !within || placed.top > innerHeight - top) return [];
      return within.lines
        .filter((line) => placed.top + line.top < innerHeight - top)
        .map((line) => drawLine(line, placed.top + line.top, within, shown, byId, format));
    });
    grid.replaceChildren(...lines);
  }
}

function drawLine(
  line: SectionLine,
  top: number,
  layout: SectionLayout,
  page: TimelinePage,
  pictures: Pictures,
  format: Format,
): HTMLElement {
  const style = { transform: `translateY(${top}px)`, height: `${line.height}px` };
  if (line.end === 0) {
    const row = element('div', headingCss.line, style);
    row.append(...drawHeadings(line, layout, format));
    return row;
  }
  const row = element('div', gridCss.line, style);
  for (let index = line.start; index < line.end; index += 1)
    row.append(drawTile(index, line.height, layout, page, pictures));
  return row;
}

function drawHeadings(line: SectionLine, { days }: SectionLayout, format: Format): HTMLElement[] {
  if (line.month) {
    const cell = element('div', headingCss.cell);
    cell.append(element('div', headingCss.month, {}, format.calendarMonth(line.month)));
    return [cell];
  }
  return line.headings.map(({ group, x, width }) => {
    const day = days[group]?.day ?? '';
    const cell = element('div', cx(headingCss.cell, headingCss.day), { left: `${x}px`, width: `${width}px` });
    cell.append(
      element('div', headingCss.heading, {}, dayWords(day, width, format)),
      element('span', headingCss.check),
    );
    return cell;
  });
}

function drawTile(
  index: number,
  height: number,
  layout: SectionLayout,
  page: TimelinePage,
  pictures: Pictures,
): HTMLElement {
  const [id = '', width = 0] = [page.ids[index], layout.width[index]];
  const tile = element('div', tileCss.tile, {
    left: `${layout.x[index] ?? 0}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  tile.dataset.picture = id;
  const placeholder = page.placeholders[index];
  const colour = placeholder ? thumbHashColour(placeholder) : null;
  const frame = element('div', tileCss.frame, colour ? { backgroundColor: colour } : {});
  const picture = pictures.get(id);
  const source = picture ? tileSource(picture, width, height) : null;
  if (source) {
    const image = document.createElement('img');
    image.className = imageCss.image ?? '';
    image.alt = '';
    image.decoding = 'async';
    image.fetchPriority = 'high';
    image.draggable = false;
    image.addEventListener('load', () => rememberPainted(source.src));
    image.sizes = source.sizes;
    image.srcset = source.srcSet;
    image.src = source.src;
    frame.append(image);
  }
  tile.append(frame);
  return tile;
}

function element(
  tag: 'div' | 'span',
  className: string | undefined,
  style: Partial<
    Pick<CSSStyleDeclaration, 'left' | 'width' | 'height' | 'transform' | 'backgroundColor'>
  > = {},
  words = '',
): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? '';
  Object.assign(made.style, style);
  made.textContent = words;
  return made;
}
