import type { PlannedFile } from './plan-uploads.ts';
import type { Preparation } from './prepare-upload.ts';
import { bytesOf, filesOf, reasonFor, shownPath } from './words.ts';

/** What would be done, line by line. The server, which was not asked, may know some files and refuse others. */
export function planLines({ plan, taken, refused, found }: Preparation): string[] {
  const lines = [`Would upload ${filesOf(taken.length)} (${bytesOf(sizeOf(taken))})`];
  for (const [album, files] of Map.groupBy(taken, (one) => one.album)) {
    const dated = files.filter(({ takenAt }) => takenAt !== null).length;
    const dates = dated > 0 ? `, ${dated.toLocaleString('en')} with a date from the export` : '';
    lines.push(`  ${album}: ${filesOf(files.length)}${dates}`);
  }
  const leftOut = [
    [plan.copies.length, 'copies of others'],
    [plan.trashed.length, 'in the trash'],
    [found.hidden, 'hidden'],
    [found.links.length, 'links'],
    [found.unreadable.length, 'not readable'],
  ] as const;
  for (const [count, why] of leftOut) if (count > 0) lines.push(`Would leave out ${filesOf(count)}: ${why}`);
  for (const { file, reason } of refused)
    lines.push(`Would leave out ${shownPath(file)}: ${reasonFor({ name: 'refused', reason })}`);
  return lines;
}

function sizeOf(files: readonly PlannedFile[]): number {
  return files.reduce((bytes, { file }) => bytes + file.size, 0);
}
