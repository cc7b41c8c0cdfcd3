/** A month as the server counts it. */
export interface MonthCount {
  readonly month: string;
  readonly pictureCount: number;
  readonly version: string;
}

/** A run of the timeline that is asked for in one page: a year, a month, or a part of a month. */
export interface Section {
  /** Stays the same as long as it means the same months and the same part of them. */
  readonly key: string;
  /** The oldest and the newest month. */
  readonly since: string;
  readonly until: string;
  /** How many of the newest pictures of these months stand before it. */
  readonly offset: number;
  readonly months: readonly MonthCount[];
  /** By the counts; what has been loaded knows better. */
  readonly pictureCount: number;
  /** Another one when what is loaded of it is old. */
  readonly version: string;
  /** Pictures of its last month follow in the next section. */
  readonly isCut: boolean;
}

/** The most pictures that a section holds. */
export const sectionSize = 500;

/** What the timeline asks for first: its beginning, and the addresses of a screenful or two of that. */
export const timelineStart = { first: sectionSize, pictures: 40 };

/**
 * Cuts the timeline into sections by the calendar, newest first: a year where it is small enough, else its months, and a month
 * that is too large in equal parts. What comes or goes in one month leaves the sections of the others what they are.
 */
export function cutSections(months: readonly MonthCount[]): Section[] {
  const years = Map.groupBy(
    months.filter(({ pictureCount }) => pictureCount > 0),
    ({ month }) => month.slice(0, 4),
  );
  return [...years.values()].flatMap((year) => {
    const total = year.reduce((sum, { pictureCount }) => sum + pictureCount, 0);
    return total <= sectionSize ? [sectionOf(year, 0, total)] : year.flatMap(cutMonth);
  });
}

function cutMonth(month: MonthCount): Section[] {
  const parts: Section[] = [];
  for (let offset = 0; offset < month.pictureCount; offset += sectionSize)
    parts.push(sectionOf([month], offset, Math.min(sectionSize, month.pictureCount - offset)));
  return parts;
}

function sectionOf(months: readonly MonthCount[], offset: number, pictureCount: number): Section {
  const until = months[0]?.month ?? '';
  const since = months.at(-1)?.month ?? '';
  const total = months.reduce((sum, month) => sum + month.pictureCount, 0);
  return {
    key: `${since}/${until}/${offset}`,
    since,
    until,
    offset,
    months,
    pictureCount,
    version: months.map(({ month, version }) => `${month}:${version}`).join(' '),
    isCut: offset + pictureCount < total,
  };
}
