import { apiMutants } from './api-mutants.ts';
import { deletionMutants } from './deletion-mutants.ts';
import type { Mutant } from './guard.ts';
import { guardMutants } from './guard-mutants.ts';
import { liveMutants } from './live-mutants.ts';
import { lockMutants } from './lock-mutants.ts';
import { trashMutants } from './trash-mutants.ts';
import { uploadMutants } from './upload-mutants.ts';

/** Every mutant there is. */
export const allMutants: Mutant[] = [
  ...uploadMutants,
  ...deletionMutants,
  ...trashMutants,
  ...guardMutants,
  ...lockMutants,
  ...apiMutants,
  ...liveMutants,
];
