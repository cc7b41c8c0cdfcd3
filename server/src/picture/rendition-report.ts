import { z } from 'zod';
import { shotDetails } from '../media/shot-details.ts';
import { type Failure, failureCodes } from './failure.ts';
import type { MediaFacts } from './finish-picture.ts';
import type { Original } from './read-original.ts';

/** Where the API takes reports. */
export const REPORT_PATH = '/internal/renditions';

/** What became of an original, told by a program that has no database. Its renditions are stored already. */
export type RenditionReport = Original & {
  /** The pipeline's version, by which the renditions' keys are named. */
  version: number;
  /** Of the whole original, base64; null where nobody has read all of it. A picture's facts hold the same. */
  sha256: string | null;
  outcome: MediaFacts | Failure;
};

const size = z.number().int().positive();
const sha256 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .nullable();
const instant = z.iso.datetime().transform((text) => new Date(text));

const facts = z.object({
  contentType: z.string().max(64),
  kind: z.enum(['IMAGE', 'VIDEO']),
  width: size,
  height: size,
  duration: z.number().nonnegative().nullable(),
  takenAt: z
    .object({
      utc: instant,
      local: z.string().max(26).nullable(),
      offsetMinutes: z.number().int().nullable(),
    })
    .nullable(),
  placeholder: z
    .base64()
    .max(56)
    .transform((text) => Buffer.from(text, 'base64')),
  details: shotDetails,
  needsPlayback: z.boolean(),
});

const failure = z.object({ code: z.enum(failureCodes), message: z.string().max(255) });

const report = z.object({
  /** `u/<member>/<random>`, as tickets name it. */
  keyBase: z.string().regex(/^u\/[0-9A-Z]{26}\/[\w-]{1,80}$/),
  byteSize: z.number().int().nonnegative(),
  etag: z.string().min(1).max(100),
  version: z.number().int().min(1).max(65_535),
  sha256,
  outcome: z.union([failure, facts]),
});

/** A report as the bytes of a request. */
export function writeReport({ outcome, ...rest }: RenditionReport): Buffer {
  const told =
    'code' in outcome ? outcome : { ...outcome, placeholder: outcome.placeholder.toString('base64') };
  return Buffer.from(JSON.stringify({ ...rest, outcome: told }));
}

/** Reads a request's bytes; undefined where they are no report. */
export function readReport(body: Buffer): RenditionReport | undefined {
  try {
    const parsed = report.safeParse(JSON.parse(body.toString()));
    if (!parsed.success) return undefined;
    const { outcome, ...rest } = parsed.data;
    return { ...rest, outcome: 'code' in outcome ? outcome : { ...outcome, sha256: rest.sha256 } };
  } catch {
    return undefined;
  }
}
