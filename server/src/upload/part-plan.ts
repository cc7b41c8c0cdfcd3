import type { Config } from '../config.ts';

const MIB = 1024 ** 2;
const MAX_PARTS = 10_000;

/** How a file is cut into parts. */
export type PartPlan = { partSize: number; partCount: number };

/** The parts of a file above the multipart threshold (S3 allows 10,000), or undefined for a single PUT. Sizes in bytes. */
export function partPlan(
  byteSize: number,
  config: Pick<Config, 'MULTIPART_THRESHOLD_BYTES' | 'PART_BYTES'>,
): PartPlan | undefined {
  if (byteSize <= config.MULTIPART_THRESHOLD_BYTES) return undefined;
  const least = Math.ceil(byteSize / MAX_PARTS / MIB) * MIB;
  const partSize = Math.max(config.PART_BYTES, least);
  return { partSize, partCount: Math.ceil(byteSize / partSize) };
}

/** The length in bytes of a part, counted from 1; the last one is what is left. */
export function partLength(byteSize: number, plan: PartPlan, number: number): number {
  return Math.min(plan.partSize, byteSize - (number - 1) * plan.partSize);
}
