import { apiMutants } from './api-mutants.ts';
import { guardMutants } from './guard-mutants.ts';
import { liveMutants } from './live-mutants.ts';
import { lockMutants } from './lock-mutants.ts';
import { type Mutant, mutants } from './mutants.ts';

/** Every mutant there is. */
export const allMutants: Mutant[] = [
  ...mutants,
  ...guardMutants,
  ...lockMutants,
  ...apiMutants,
  ...liveMutants,
];
