import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { finishPicture, judgeChecksum } from '../picture/finish-picture.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import type { RenditionReport } from '../picture/rendition-report.ts';
import { keepReport, takeReports } from './kept-reports.ts';
import { uploadTickets } from './upload.table.ts';

type Needs = Pick<Deps, 'db' | 'feed' | 'metrics' | 'redis' | 'config'>;

/**
 * What becomes of a report. `done`: the picture is ended, now or before. `kept`: its upload is not committed yet, and ends
 * with the commit. `hash-wanted`: send the original's SHA-256 too. `gone`: nobody needs the
 * renditions, so remove them. `stale`: these are not the bytes that the picture is made of.
 */
export type ReportAnswer = 'done' | 'kept' | 'hash-wanted' | 'gone' | 'stale';

/**
 * Ends a picture by what another program made of its original, as a worker of ours would. A repeat changes nothing.
 * @throws AppError UNAVAILABLE where it could not be kept for a commit to come.
 */
export async function receiveReport(needs: Needs, report: RenditionReport): Promise<ReportAnswer> {
  const known = await endPicture(needs, report);
  if (known) return known;
  const [ticket] = await needs.db
    .select({ state: uploadTickets.state, sha256: uploadTickets.sha256 })
    .from(uploadTickets)
    .where(eq(uploadTickets.keyBase, report.keyBase));
  if (ticket?.state === 'OPEN') {
    if (lacksHash(report, ticket.sha256)) return 'hash-wanted';
    await keepReport(needs, report);
    // Committed meanwhile: its commit may have looked for the report before it was there.
    return (await endPicture(needs, report)) ?? 'kept';
  }
  // Committed between the two looks, or nobody's.
  return (await endPicture(needs, report)) ?? 'gone';
}

/**
 * Ends pictures that have just been committed by the reports that came before. Call it after COMMIT. It never fails: a
 * picture that it can't end waits for a worker.
 */
export async function applyKeptReports(needs: Needs & Pick<Deps, 'log'>, keyBases: string[]): Promise<void> {
  if (needs.config.REPORT_KEYS.length === 0) return;
  const reports = await takeReports(needs, keyBases);
  const ends = reports.map((report) => endPicture(needs, report));
  for (const end of await Promise.allSettled(ends))
    if (end.status === 'rejected') needs.log.warn({ err: end.reason }, 'a kept report could not be used');
}

/** Undefined where there is no such picture (yet). */
async function endPicture(needs: Needs, report: RenditionReport): Promise<ReportAnswer | undefined> {
  const picture = await readPicture(needs, report);
  if (!picture) return undefined;
  const settled = settledAnswer(picture, report);
  if (settled) return settled;
  if (lacksHash(report, picture.sha256)) return 'hash-wanted';
  const outcome = report.sha256 ? judgeChecksum(picture, report.sha256, report.outcome) : report.outcome;
  const isEnded = await finishPicture(needs, picture, outcome, report.version);
  if ('code' in outcome) return 'gone';
  if (isEnded) return 'done';
  // Deleted, or ended by another try, since it was looked at.
  const now = await readPicture(needs, report);
  return now ? (settledAnswer(now, report) ?? 'done') : 'gone';
}

async function readPicture({ db }: Needs, { keyBase }: RenditionReport): Promise<PictureRow | undefined> {
  const [picture] = await db.select().from(pictures).where(eq(pictures.keyBase, keyBase));
  return picture;
}

/** What there is to say of a picture that waits for nothing that the report brings. */
function settledAnswer(picture: PictureRow, report: RenditionReport): ReportAnswer | undefined {
  if (picture.lifecycle === 'DELETED') return 'gone';
  if (picture.etag !== report.etag || picture.byteSize !== report.byteSize) return 'stale';
  if (picture.state === 'FAILED') return 'gone';
  // Renditions of an older version may still be looked at, so they stay.
  return picture.state === 'READY' && (picture.pipelineVersion ?? 0) >= report.version ? 'done' : undefined;
}

/** What was announced is checked where it is still there, and of what became a picture the hash is kept. */
const lacksHash = ({ sha256, outcome }: RenditionReport, announced: Buffer | null): boolean =>
  !sha256 && ('code' in outcome ? announced !== null && outcome.code !== 'ORIGINAL_GONE' : true);
