import { describe, expect, it } from 'vitest';
import { layOutSection, type SectionShape } from './section-layout.ts';
import { monthAt, monthInSight, placeSections, sectionAt, topOfMonth } from './timeline-layout.ts';
import { cutSections, type MonthCount, sectionSize } from './timeline-sections.ts';

const options = {
  width: 1000,
  target: 200,
  gap: 4,
  headingHeight: 40,
  headingRoom: 150,
  groupGap: 20,
  monthHeight: 60,
};

const month = (name: string, pictureCount: number, version = 'a'): MonthCount => ({
  month: name,
  pictureCount,
  version,
});

/** Days of the given sizes, one below the other through the month and the months before it. */
function shapeOf(days: [string, number][], cut: Partial<SectionShape> = {}): SectionShape {
  const count = days.reduce((sum, [, pictures]) => sum + pictures, 0);
  return {
    aspectRatios: Array.from({ length: count }, (_, index) => [1.5, 0.75, 1.333, null][index % 4] ?? null),
    days: days.map(([day, pictureCount]) => ({ day, pictureCount })),
    startsDay: true,
    endsDay: true,
    ...cut,
  };
}

describe('cutSections', () => {
  it('takes a small year whole, a large one by months, and a large month in parts', () => {
    const sections = cutSections([
      month('2026-11', 3),
      month('2026-05', 1_200),
      month('2025-12', 300),
      month('2025-01', 200),
    ]);
    expect(
      sections.map(({ since, until, offset, pictureCount }) => [since, until, offset, pictureCount]),
    ).toEqual([
      ['2026-11', '2026-11', 0, 3],
      ['2026-05', '2026-05', 0, 500],
      ['2026-05', '2026-05', 500, 500],
      ['2026-05', '2026-05', 1_000, 200],
      ['2025-01', '2025-12', 0, 500],
    ]);
    expect(sections.map(({ isCut }) => isCut)).toEqual([false, true, true, false, false]);
  });

  it('holds every picture once and none too many in a section', () => {
    const months = Array.from({ length: 130 }, (_, index) =>
      month(
        `${2016 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
        index === 7 ? 70_000 : (index * 37) % 400,
      ),
    ).reverse();
    const sections = cutSections(months);
    const sum = (counts: { pictureCount: number }[]) =>
      counts.reduce((total, { pictureCount }) => total + pictureCount, 0);
    expect(sum(sections)).toBe(sum(months));
    expect(Math.max(...sections.map(({ pictureCount }) => pictureCount))).toBeLessThanOrEqual(sectionSize);
    expect(sections.length).toBeLessThan(300);
  });

  it('leaves the sections of other months alone when one changes', () => {
    const before = cutSections([month('2026-11', 900), month('2026-10', 40), month('2025-03', 80)]);
    const after = cutSections([month('2026-11', 901, 'b'), month('2026-10', 40), month('2025-03', 80)]);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    expect(after.map(({ version }, index) => version === before[index]?.version)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('layOutSection', () => {
  it('names each month once, and no month or day that began in the section before', () => {
    const shape = shapeOf([
      ['2026-05-16', 60],
      ['2026-05-02', 2],
      ['2026-04-30', 40],
    ]);
    const names = (startsMonth: boolean, cut: Partial<SectionShape> = {}) => {
      const { lines, days } = layOutSection({ ...shape, ...cut }, startsMonth, options);
      return lines.flatMap((line) => [
        ...(line.month ? [line.month] : []),
        ...line.headings.map(({ group }) => days[group]?.day),
      ]);
    };
    expect(names(true)).toEqual(['2026-05', '2026-05-16', '2026-05-02', '2026-04', '2026-04-30']);
    expect(names(false, { startsDay: false })).toEqual(['2026-05-02', '2026-04', '2026-04-30']);
  });

  it('places every picture once, below the one before, and within the width', () => {
    const layout = layOutSection(
      shapeOf([
        ['2026-05-16', 61],
        ['2026-05-02', 2],
        ['2026-05-01', 1],
        ['2026-04-30', 40],
      ]),
      true,
      options,
    );
    let bottom = 0;
    const seen: number[] = [];
    for (const line of layout.lines) {
      expect(line.top).toBeGreaterThanOrEqual(bottom - 0.001);
      bottom = line.top + line.height;
      for (let tile = line.start; tile < line.end; tile += 1) {
        seen.push(tile);
        expect((layout.x[tile] ?? 0) + (layout.width[tile] ?? 0)).toBeLessThanOrEqual(1000.001);
      }
    }
    expect(seen).toEqual(Array.from({ length: 104 }, (_, index) => index));
    expect(layout.height).toBeGreaterThanOrEqual(bottom);
  });

  it('joins the parts of a day without a seam', () => {
    const part = layOutSection(
      shapeOf([['2026-05-16', 500]], { startsDay: false, endsDay: false }),
      false,
      options,
    );
    expect(part.lines.every(({ end }) => end > 0)).toBe(true);
    const last = part.lines.at(-1);
    const edge = (last?.end ?? 0) - 1;
    expect((part.x[edge] ?? 0) + (part.width[edge] ?? 0)).toBeCloseTo(1000, 5);
    expect(part.height - ((last?.top ?? 0) + (last?.height ?? 0))).toBeCloseTo(options.gap, 5);
  });
});

describe('placeSections', () => {
  const months = [month('2026-11', 40), month('2026-05', 1_100), month('2019-03', 30), month('2019-01', 30)];
  const sections = cutSections(months);

  it('lays a hundred thousand pictures out looking at each a few times only', () => {
    let looks = 0;
    const counted = (count: number): SectionShape => {
      const aspectRatios = new Proxy(
        Array.from({ length: count }, () => 1.5),
        {
          get(target, key, receiver) {
            if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
            return Reflect.get(target, key, receiver);
          },
        },
      );
      return {
        aspectRatios,
        days: [{ day: '2026-05-16', pictureCount: count }],
        startsDay: false,
        endsDay: false,
      };
    };
    const large = cutSections([month('2026-05', 100_000)]);
    const shapes = new Map(large.map((section) => [section.key, counted(section.pictureCount)]));
    const all = () => placeSections(large, ({ key }) => shapes.get(key) ?? null, options);
    const layout = all();
    expect(layout.pictureCount).toBe(100_000);
    expect(looks).toBeLessThanOrEqual(2 * 100_000);
    // What has been laid out is not looked at again.
    const before = looks;
    expect(all().height).toBe(layout.height);
    expect(looks).toBe(before);
  });

  it('guesses the height of what is not loaded, not far from what it becomes', () => {
    const guessed = placeSections(sections, () => null, options);
    const days = shapeOf([['2026-05-16', 500]], { startsDay: false, endsDay: false });
    const known = placeSections(sections, ({ offset }) => (offset === 500 ? days : null), options);
    const [guess, truth] = [guessed.sections[2]?.height ?? 0, known.sections[2]?.height ?? 0];
    expect(Math.abs(guess - truth) / truth).toBeLessThan(0.25);
    expect(guessed.pictureCount).toBe(1_200);
  });

  it('finds the section and the month at a height, and the height of a month', () => {
    const layout = placeSections(sections, () => null, options);
    for (const [index, placed] of layout.sections.entries()) {
      expect(sectionAt(layout, placed.top + 1)).toBe(index);
      expect(sectionAt(layout, placed.top + placed.height - 1)).toBe(index);
    }
    expect([sectionAt(layout, -5), sectionAt(layout, 1e9)]).toEqual([0, layout.sections.length - 1]);
    for (const { month: name } of months) expect(monthAt(layout, topOfMonth(layout, name) + 1)).toBe(name);
    expect(topOfMonth(layout, '2022-01')).toBe(topOfMonth(layout, '2019-03'));
    expect(topOfMonth(layout, '1999-01')).toBe(layout.height);
  });

  it('says the last month at the page’s end, and of those that stand there the one asked for', () => {
    const layout = placeSections(sections, () => null, options);
    const bar = topOfMonth(layout, '2026-05') + 1;
    expect(monthInSight(layout, bar, false, '2019-01')).toBe('2026-05');
    expect(monthInSight(layout, bar, true, null)).toBe('2019-01');
    expect(monthInSight(layout, bar, true, '2019-03')).toBe('2019-03');
    expect(monthInSight(layout, bar, true, '2026-11')).toBe('2019-01');
    expect(
      monthInSight(
        placeSections([], () => null, options),
        0,
        true,
        null,
      ),
    ).toBe(null);
  });

  it('has nothing where there is nothing', () => {
    const layout = placeSections([], () => null, options);
    expect([layout.height, sectionAt(layout, 0), monthAt(layout, 0)]).toEqual([0, -1, null]);
  });
});
