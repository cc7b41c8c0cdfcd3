import { z } from 'zod';
import type { ShotDetails } from './media-result.ts';

const text = z.string().nullable();
const number = z.number().nullable();

/** What a stranger (a child that read a hostile file, a stored column) must look like to be believed as ShotDetails. */
export const shotDetails: z.ZodType<ShotDetails> = z.object({
  make: text,
  model: text,
  lens: text,
  exposureSeconds: number,
  fNumber: number,
  iso: number,
  focalLength: number,
  location: z.object({ latitude: z.number(), longitude: z.number(), altitude: number }).nullable(),
});
