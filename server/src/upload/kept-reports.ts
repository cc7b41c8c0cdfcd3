import type { Deps } from '../deps.ts';
import { type RenditionReport, readReport, writeReport } from '../picture/rendition-report.ts';
import { unavailable } from '../platform/errors.ts';

type Needs = Pick<Deps, 'redis' | 'config'>;

const keyOf = ({ config }: Needs, keyBase: string) => `${config.REDIS_PREFIX}report:${keyBase}`;

/**
 * Keeps a report until its upload is committed, as long as that may take. One that gets lost costs another reading of the
 * file and nothing else.
 * @throws AppError UNAVAILABLE while Redis is away.
 */
export async function keepReport(needs: Needs, report: RenditionReport): Promise<void> {
  const seconds = needs.config.MULTIPART_TICKET_SECONDS;
  await needs.redis
    .set(keyOf(needs, report.keyBase), writeReport(report), 'EX', seconds)
    .catch((error: unknown) => {
      throw unavailable(error);
    });
}

/** Takes the reports that wait for these uploads; each is given out once. Best effort. */
export async function takeReports(needs: Needs, keyBases: string[]): Promise<RenditionReport[]> {
  if (keyBases.length === 0) return [];
  const { redis } = needs;
  const keys = keyBases.map((keyBase) => keyOf(needs, keyBase));
  const kept = await redis.mget(keys).catch(() => []);
  const found = keys.filter((_key, index) => kept[index]);
  if (found.length > 0) await redis.del(found).catch(() => undefined);
  return kept.flatMap((text) => {
    const report = text ? readReport(Buffer.from(text)) : undefined;
    return report ? [report] : [];
  });
}
