import type { UploadEngine } from '../engine/upload-engine.ts';
import type { RefusalReason, UploadState } from '../engine/upload-state.ts';
import type { Preparation } from './prepare-upload.ts';
import type { FoundFile, FoundFolder } from './walk-folder.ts';
import { bytesOf, filesOf, reasonFor, shownPath } from './words.ts';

/** One file that is not in the library after all, and why. */
export interface LeftOut {
  /** From the folder that was named down. */
  readonly file: string;
  readonly reason: string;
}

/** How it went. */
export interface Summary {
  readonly uploaded: number;
  readonly uploadedBytes: number;
  /** Bytes that this run sent and the store took; less than those of the files where an earlier run sent some. */
  readonly sentBytes: number;
  /** Files that the library had already. */
  readonly alreadyThere: number;
  /** Files of an export that are there under another album. */
  readonly copies: number;
  /** Files that were in the trash of an export. */
  readonly trashed: number;
  /** Files that Pic-up does not take. */
  readonly passedOver: readonly LeftOut[];
  readonly failed: readonly LeftOut[];
  /** Files that were not come to. */
  readonly unfinished: number;
}

// Not one of a person's pictures: leaving it out is no failure.
const notMeant: ReadonlySet<RefusalReason> = new Set(['unsupported-type', 'empty-file']);

/** Sums up how every file stands. */
export function summaryOf(
  engine: UploadEngine,
  { plan, taken, refused }: Preparation,
  sentBytes: number,
): Summary {
  const { byState } = engine.snapshot();
  const passedOver: LeftOut[] = [];
  const failed: LeftOut[] = [];
  let uploadedBytes = 0;
  const leaveOut = (file: Pick<FoundFile, 'folders' | 'name'>, state: UploadState) => {
    const reason = reasonFor(state);
    if (reason === null) return;
    const isPassedOver = state.name === 'refused' && notMeant.has(state.reason);
    (isPassedOver ? passedOver : failed).push({ file: shownPath(file), reason });
  };
  for (const { file, reason } of refused) leaveOut(file, { name: 'refused', reason });
  for (const item of engine.list.all()) {
    if (item.state.name === 'done') uploadedBytes += item.size;
    leaveOut(item, item.state);
  }
  const over = byState.done + byState.duplicate + byState.known + byState.refused + byState.failed;
  return {
    uploaded: byState.done,
    uploadedBytes,
    sentBytes,
    alreadyThere: byState.duplicate + byState.known,
    copies: plan.copies.length,
    trashed: plan.trashed.length,
    passedOver,
    failed,
    unfinished: taken.length - over,
  };
}

/** 0 where all that can be there is there, 1 where something is not. */
export function exitCodeOf({ failed, unfinished }: Summary, { unreadable }: FoundFolder): 0 | 1 {
  return failed.length + unfinished + unreadable.length > 0 ? 1 : 0;
}

const mostNamed = 20;

/** The summary for a person, line by line. */
export function summaryLines(summary: Summary, found: FoundFolder): string[] {
  const { uploaded, uploadedBytes, alreadyThere, copies, trashed, passedOver, failed, unfinished } = summary;
  return [
    `${filesOf(uploaded)} uploaded (${bytesOf(uploadedBytes)})`,
    ...some(alreadyThere, 'already in your library'),
    ...some(copies, 'left out as copies of others in this export'),
    ...some(trashed, 'left out because they were in the trash'),
    ...some(found.hidden, 'hidden, left out'),
    ...named(
      'Left out, not followed:',
      found.links.map((file) => ({ file, reason: 'a link' })),
    ),
    ...named('Left out:', passedOver),
    ...named('Not uploaded:', failed),
    ...named(
      'Not read:',
      found.unreadable.map((file) => ({ file, reason: 'no permission, or gone' })),
    ),
    ...some(unfinished, 'not finished: run the same command again to go on'),
  ];
}

function some(count: number, words: string): string[] {
  return count > 0 ? [`${filesOf(count)} ${words}`] : [];
}

function named(title: string, files: readonly LeftOut[]): string[] {
  if (files.length === 0) return [];
  const more = files.length - mostNamed;
  return [
    title,
    ...files.slice(0, mostNamed).map(({ file, reason }) => `  ${file}: ${reason}`),
    ...(more > 0 ? [`  and ${filesOf(more)} more`] : []),
  ];
}
